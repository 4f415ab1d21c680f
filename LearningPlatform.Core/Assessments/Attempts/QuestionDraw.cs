using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Attempts;

/// <summary>A question drawn for an attempt, at its newest version.</summary>
internal sealed record DrawnQuestion(Guid Id, int Version, decimal Points);

/// <summary>Chooses an attempt's questions.</summary>
internal static class QuestionDraw
{
    private const string Columns = "select id, version, points from questions where removed_at is null and";
    private const string OneSql = $"{Columns} id = $1";

    private const string PoolSql =
        $"""
        {Columns} bank_id = $1 and tags @> $2 and ($3::text is null or category = $3 or starts_with(category, $3 || '/')) order by id
        """;

    /// <summary>
    /// In the items' order: each fixed question, and from each pool as many as it draws (fewer when it has fewer), none twice. The same
    /// seed and the same bank give the same questions.
    /// </summary>
    public static IReadOnlyList<DrawnQuestion> Choose(
        IReadOnlyList<(AssessmentItem Item, IReadOnlyList<DrawnQuestion> Candidates)> items, bool shuffle, long seed)
    {
        var numbers = new SplitMix64(unchecked((ulong)seed));
        // Fixed questions first: a pool must not take one of them away.
        var taken = items.Where(item => item.Item.QuestionId is not null)
            .SelectMany(item => item.Candidates).Select(question => question.Id).ToHashSet();
        var drawn = items.SelectMany(item => item.Item.QuestionId is not null
            ? item.Candidates.Select(question => question with { Points = item.Item.Points ?? question.Points })
            : numbers.Shuffle(item.Candidates.Where(question => !taken.Contains(question.Id)))
                .Take(item.Item.Draw!.Value)
                .Where(question => taken.Add(question.Id))
                .Select(question => question with { Points = item.Item.Points ?? question.Points })).ToList();
        return shuffle ? numbers.Shuffle(drawn) : drawn;
    }

    /// <summary>What each item can be drawn from, in one round trip.</summary>
    public static async Task<IReadOnlyList<(AssessmentItem Item, IReadOnlyList<DrawnQuestion> Candidates)>> CandidatesAsync(
        NpgsqlDataSource database, IEnumerable<AssessmentItem> items, CancellationToken cancellationToken)
    {
        var ordered = items.OrderBy(item => item.Position).ToList();
        if (ordered.Count == 0)
        {
            return [];
        }

        await using var batch = database.CreateBatch();
        foreach (var item in ordered)
        {
            _ = item.QuestionId is { } id ? batch.With(OneSql, id) : batch.With(PoolSql, item.BankId, item.Tags, item.Category);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var all = new List<(AssessmentItem, IReadOnlyList<DrawnQuestion>)>();
        foreach (var item in ordered)
        {
            var candidates = new List<DrawnQuestion>();
            while (await reader.ReadAsync(cancellationToken))
            {
                candidates.Add(new(reader.GetGuid(0), reader.GetInt32(1), reader.GetDecimal(2)));
            }

            all.Add((item, candidates));
            await reader.NextResultAsync(cancellationToken);
        }

        return all;
    }
}
