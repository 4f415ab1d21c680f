using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning.Progress;
using Npgsql;

namespace LearningPlatform.Core.Assessments;

/// <summary>Holds every other view of scores to what each assessment's author says in <c>show_score</c>.</summary>
public sealed class ScoreDisclosure(NpgsqlDataSource database, TimeProvider time) : IScoreDisclosure
{
    public async Task<IReadOnlySet<Guid>> HiddenAsync(IReadOnlyCollection<Guid> activityIds, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.Command(
            "select id, show_score, closes_at from assessments where id = any ($1)", activityIds.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var hidden = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!Assessment.Shows(Read(reader, 1), reader.MaybeTime(2), now))
            {
                hidden.Add(reader.GetGuid(0));
            }
        }

        return hidden;
    }

    /// <summary>The column as the enum: the database has its words with underscores.</summary>
    internal static Disclosure Read(NpgsqlDataReader reader, int column) =>
        Enum.Parse<Disclosure>(reader.GetString(column).Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
