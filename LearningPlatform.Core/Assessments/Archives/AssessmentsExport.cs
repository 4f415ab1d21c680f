using System.Text.Json;
using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Assessments.Import;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Archives;

/// <summary>
/// Reads what a course has of assessments: its own banks whole; of instructors' own banks the questions that its assessments may draw,
/// which is what a co-instructor sees in their previews anyway.
/// </summary>
public sealed class AssessmentsExport(LearningDbContext db, NpgsqlDataSource database)
{
    private const string QuestionsSql =
        """
        select q.bank_id, q.id, q.category, v.content::text
        from questions q join question_versions v on v.question_id = q.id and v.version = q.version
        where q.removed_at is null and (q.bank_id = any($1) or q.id = any($2)) order by q.id
        """;

    private const string FilesSql = "select bank_id, sha256, upload_id from question_files where bank_id = any($1) order by sha256";

    /// <summary>Null where there is nothing.</summary>
    public async Task<AssessmentsPart?> ReadAsync(Guid courseId, CancellationToken cancellationToken)
    {
        var assessments = await db.Set<Assessment>().AsNoTracking().Include(assessment => assessment.Items)
            .Where(assessment => assessment.CourseId == courseId).OrderBy(assessment => assessment.Id).ToListAsync(cancellationToken);
        var drawn = await QuestionDraw.CandidatesAsync(database, assessments.SelectMany(assessment => assessment.Items), cancellationToken);
        var ownBanks = await db.Set<QuestionBank>().Where(bank => bank.CourseId == courseId).Select(bank => bank.Id)
            .ToListAsync(cancellationToken);
        var drawnIds = drawn.SelectMany(item => item.Candidates).Select(question => question.Id).Distinct().ToArray();
        var questions = await QuestionsAsync(ownBanks, drawnIds, cancellationToken);

        var pools = drawn.Select(item => item.Item.BankId).OfType<Guid>();
        var bankIds = ownBanks.Concat(pools).Concat(questions.Select(question => question.BankId)).Distinct().ToArray();
        var banks = await db.Set<QuestionBank>().AsNoTracking()
            .Where(bank => bankIds.Contains(bank.Id)).OrderBy(bank => bank.Id).ToListAsync(cancellationToken);
        var files = await FilesAsync(questions, bankIds, cancellationToken);

        // A question that was taken out of its bank is drawn no more.
        var isDrawn = drawnIds.ToHashSet();
        return banks.Count == 0 && assessments.Count == 0 ? null : new(
            [
                .. banks.Select(bank => new BankPart(
                    bank.Id, bank.Title, [.. files[bank.Id]], [.. questions.Where(question => question.BankId == bank.Id).Select(Part)])),
            ],
            [
                .. assessments.Select(assessment => new AssessmentPart(
                    assessment.Id,
                    assessment.Content,
                    [
                        .. assessment.Items.OrderBy(item => item.Position)
                            .Where(item => item.QuestionId is null || isDrawn.Contains(item.QuestionId.Value))
                            .Select(item => new NewItem(item.QuestionId, item.BankId, item.Category, item.Tags, item.Draw, item.Points)),
                    ])),
            ]);
    }

    private static QuestionPart Part(StoredQuestion question) =>
        new(question.Id, question.Category, JsonSerializer.Deserialize(question.Json, QuestionJson.Default.Question));

    private async Task<IReadOnlyList<StoredQuestion>> QuestionsAsync(
        IEnumerable<Guid> bankIds, Guid[] questionIds, CancellationToken cancellationToken)
    {
        await using var command = database.Command(QuestionsSql, bankIds.ToArray(), questionIds);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var questions = new List<StoredQuestion>();
        while (await reader.ReadAsync(cancellationToken))
        {
            questions.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3)));
        }

        return questions;
    }

    /// <summary>A bank's files that these questions show, by bank.</summary>
    private async Task<ILookup<Guid, Guid>> FilesAsync(
        IReadOnlyList<StoredQuestion> questions, Guid[] bankIds, CancellationToken cancellationToken)
    {
        var shown = questions.SelectMany(question => QuestionFiles.AddressesIn(question.Json)).ToHashSet();
        await using var command = database.Command(FilesSql, bankIds);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var files = new List<(Guid BankId, Guid UploadId)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (shown.Contains((reader.GetGuid(0), reader.GetString(1))))
            {
                files.Add((reader.GetGuid(0), reader.GetGuid(2)));
            }
        }

        return files.ToLookup(file => file.BankId, file => file.UploadId);
    }

    private sealed record StoredQuestion(Guid BankId, Guid Id, string Category, string Json);
}
