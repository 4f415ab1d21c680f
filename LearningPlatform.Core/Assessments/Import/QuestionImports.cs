using System.Text.Json;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>
/// Takes files of questions into banks. What is understood is added, what the bank has already is not; a question is known by
/// <see cref="Question.ContentHash"/>, so that importing a file again adds nothing.
/// </summary>
public sealed class QuestionImports(
    LearningDbContext db, QuestionBanks banks, BankQuestions questions, QuestionFiles files, CourseTeachers teachers)
{
    private const string NewBankTitle = "Imported questions";

    /// <summary>Reads the file and, unless it is a dry run, adds its questions: all that were understood, or none.</summary>
    /// <param name="content">At most <see cref="QuestionFileReader.MaxBytes"/>.</param>
    /// <param name="format">Null to tell it by the content.</param>
    /// <param name="target">Where to.</param>
    /// <param name="dryRun">Only says what would happen.</param>
    /// <param name="caller">Who imports; embedded files become their media.</param>
    /// <param name="cancellationToken">Ends the work; the questions are added in one transaction.</param>
    public async Task<Outcome<ImportReport>> ImportAsync(
        byte[] content, QuestionFormat? format, ImportTarget target, bool dryRun, Caller caller, CancellationToken cancellationToken)
    {
        var (bankId, refusal) = await BankAsync(target, caller, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!QuestionFileReader.Read(content, format).TryGet(out var file, out var failure))
        {
            return failure;
        }

        var found = bankId is { } id ? file.Questions.Select(question => AtHome(question, id)).ToList() : [.. file.Questions];
        if (dryRun || found.Count == 0)
        {
            return await PreviewAsync(bankId, dryRun, file, found, cancellationToken);
        }

        var bank = bankId ?? await banks.ForImportsAsync(target.CourseId, NewBankTitle, caller, cancellationToken);
        found = bankId is null ? [.. file.Questions.Select(question => AtHome(question, bank))] : found;
        return await AddAsync(bank, file, found, caller, cancellationToken);
    }

    private async Task<Outcome<ImportReport>> AddAsync(
        Guid bankId, QuestionFile file, List<ReadQuestion> found, Caller caller, CancellationToken cancellationToken)
    {
        var refused = await files.SaveAsync(bankId, [.. found.SelectMany(question => question.Files)], caller, cancellationToken);
        var added = await questions.AddAsync(
            bankId, found.ConvertAll(question => new NewQuestion(question.Question, question.Category)), caller, cancellationToken);
        if (!added.TryGet(out var ids, out var failure))
        {
            return failure;
        }

        var notes = found.SelectMany(question => question.Files
            .Where(embedded => refused.ContainsKey(embedded.Sha256))
            .Select(embedded => NoteOf(question, embedded, refused[embedded.Sha256])));
        return Report(bankId, dryRun: false, file, found, [.. ids.Added.Select(id => id is not null)], ids.Added, notes);
    }

    private static ImportNote NoteOf(ReadQuestion question, EmbeddedFile file, string why) => new(
        question.Line, question.Question.Name, ImportNoteKind.Reduced, $"The file “{ImportedText.Excerpt(file.Name)}” {why}.");

    private async Task<Outcome<ImportReport>> PreviewAsync(
        Guid? bankId, bool dryRun, QuestionFile file, List<ReadQuestion> found, CancellationToken cancellationToken)
    {
        var hashes = found.ConvertAll(question => question.Question.ContentHash());
        HashSet<string> known = bankId is { } bank ? [.. await questions.KnownHashesAsync(bank, hashes, cancellationToken)] : [];
        var isNew = hashes.ConvertAll(hash => known.Add(Convert.ToHexString(hash)));
        return Report(bankId, dryRun, file, found, isNew, [.. found.Select(_ => (Guid?)null)], []);
    }

    private static ImportReport Report(
        Guid? bankId,
        bool dryRun,
        QuestionFile file,
        List<ReadQuestion> found,
        List<bool> isNew,
        IReadOnlyList<Guid?> ids,
        IEnumerable<ImportNote> notes)
    {
        var added = isNew.Count(value => value);
        return new(
            bankId,
            dryRun,
            file.Format,
            added,
            found.Count - added,
            file.NotUnderstood,
            [.. found.Select((read, index) => new ImportedQuestion(
                read.Line, ids[index], read.Question.Name, read.Question.Body.KindWord, read.Category, isNew[index]))],
            [.. file.Notes.Concat(notes).OrderBy(note => note.Line).Take(QuestionFile.NotesMaxCount)]);
    }

    /// <summary>The bank to take them into; null for one that is still to be made.</summary>
    private async Task<(Guid? BankId, Failure? Failure)> BankAsync(
        ImportTarget target, Caller caller, CancellationToken cancellationToken)
    {
        if (target.BankId is { } bankId)
        {
            return (bankId, (await banks.FindAsync(bankId, caller, cancellationToken)).Failure);
        }

        if (target.CourseId is { } courseId && await teachers.RefuseAsync(courseId, caller, cancellationToken) is { } failure)
        {
            return (null, failure);
        }

        var first = await db.Set<QuestionBank>().AsNoTracking()
            .Where(bank => bank.CourseId == target.CourseId && (target.CourseId != null || bank.OwnerId == caller.UserId))
            .OrderBy(bank => bank.Id).Select(bank => (Guid?)bank.Id).FirstOrDefaultAsync(cancellationToken);
        return (first, null);
    }

    /// <summary>The question with its files' addresses in this bank in its texts.</summary>
    private static ReadQuestion AtHome(ReadQuestion read, Guid bankId)
    {
        if (read.Files.Count == 0)
        {
            return read;
        }

        var json = JsonSerializer.Serialize(read.Question, QuestionJson.Default.Question);
        foreach (var file in read.Files)
        {
            json = json.Replace(file.Reference, QuestionFiles.AddressOf(bankId, file.Sha256), StringComparison.Ordinal);
        }

        return read with { Question = JsonSerializer.Deserialize(json, QuestionJson.Default.Question)! };
    }
}
