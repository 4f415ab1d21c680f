using System.Text.Json;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>Writes a bank to a file, so that importing it again adds nothing.</summary>
public sealed class QuestionExports(LearningDbContext db, QuestionBanks banks, QuestionFiles files)
{
    private static readonly Failure TooLarge = Failure.Conflict(
        "EXPORT_TOO_LARGE", $"A file has at most {QuestionFile.QuestionsMaxCount} questions. Export one category after the other.");

    /// <summary>UTF-8, in the order of the categories.</summary>
    /// <param name="bankId">The bank.</param>
    /// <param name="category">With everything below it; null for all.</param>
    /// <param name="format">GIFT or Moodle XML.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Outcome<byte[]>> ExportAsync(
        Guid bankId, string? category, QuestionFormat format, Caller caller, CancellationToken cancellationToken)
    {
        if ((await banks.FindAsync(bankId, caller, cancellationToken)).Failure is { } failure)
        {
            return failure;
        }

        var questions = await db.Set<BankQuestion>().AsNoTracking()
            .Where(question => question.BankId == bankId
                && (category == null || question.Category == category || question.Category.StartsWith(category + "/")))
            .Join(
                db.Set<QuestionVersion>(),
                question => new { question.Id, question.Version },
                version => new { Id = version.QuestionId, version.Version },
                (question, version) => new { question.Category, question.Id, version.Content })
            .OrderBy(question => question.Category).ThenBy(question => question.Id)
            .Take(QuestionFile.QuestionsMaxCount + 1)
            .ToListAsync(cancellationToken);
        if (questions.Count > QuestionFile.QuestionsMaxCount)
        {
            return TooLarge;
        }

        var banked = questions.ConvertAll(question => new BankedQuestion(question.Category, question.Content));
        return QuestionFileWriter.Write(
            format == QuestionFormat.MoodleXml ? await WithFilesAsync(banked, cancellationToken) : banked, format);
    }

    /// <summary>The files that the texts show, as far as one file of questions holds them.</summary>
    private async Task<List<BankedQuestion>> WithFilesAsync(List<BankedQuestion> questions, CancellationToken cancellationToken)
    {
        var read = new Dictionary<(Guid, string), EmbeddedFile?>();
        // Base64 takes a third more, and the texts need room, too.
        var room = QuestionFileReader.MaxBytes / 2;
        for (var index = 0; index < questions.Count; index++)
        {
            var json = JsonSerializer.Serialize(questions[index].Question, QuestionJson.Default.Question);
            var shown = new List<EmbeddedFile>();
            foreach (var (bankId, sha256) in QuestionFiles.AddressesIn(json).Distinct())
            {
                if (!read.TryGetValue((bankId, sha256), out var file))
                {
                    read[(bankId, sha256)] = file = await files.ReadAsync(bankId, sha256, cancellationToken);
                }

                if (file is not null && file.Content.Length <= room)
                {
                    room -= file.Content.Length;
                    json = json.Replace(QuestionFiles.AddressOf(bankId, sha256), file.Reference, StringComparison.Ordinal);
                    shown.Add(file);
                }
            }

            if (shown.Count > 0)
            {
                var question = JsonSerializer.Deserialize(json, QuestionJson.Default.Question)!;
                questions[index] = new(questions[index].Category, question) { Files = shown };
            }
        }

        return questions;
    }
}
