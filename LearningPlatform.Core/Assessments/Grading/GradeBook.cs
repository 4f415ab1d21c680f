using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Grading;

/// <summary>A learner's line in an assessment's grades.</summary>
/// <param name="UserId">The learner.</param>
/// <param name="Name">Display name.</param>
/// <param name="Email">Address.</param>
/// <param name="Attempts">Submitted ones.</param>
/// <param name="AwaitingGrade">Those that wait for a person's grade.</param>
/// <param name="Score">By the assessment's scoring, in percent; null without a scored attempt.</param>
/// <param name="Passed">Whether it reaches the pass mark.</param>
/// <param name="LastSubmittedAt">UTC.</param>
public sealed record GradeLine(
    Guid UserId,
    string Name,
    string Email,
    long Attempts,
    long AwaitingGrade,
    decimal? Score,
    bool Passed,
    DateTimeOffset? LastSubmittedAt);

/// <summary>An assessment's grades and the history of its scores, for the course's teachers.</summary>
public sealed class GradeBook(NpgsqlDataSource database, AssessmentAuthoring authoring)
{
    private const string LinesSql =
        """
        select u.id, u.display_name, u.email, count(a.submitted_at), count(*) filter (where a.submitted_at is not null and a.score is null),
               array_agg(a.score order by a.number) filter (where a.score is not null), max(a.submitted_at)
        from attempts a join users u on u.id = a.user_id
        where a.assessment_id = $1
        group by u.id, u.display_name, u.email order by u.display_name, u.id
        """;

    private const string HistorySql =
        """
        select h.id, h.attempt_id, h.question_id, h.kind, h.old_score, h.new_score, h.reason, h.changed_by, h.changed_at
        from score_changes h join attempts a on a.id = h.attempt_id
        where a.assessment_id = $1 and ($2::uuid is null or h.attempt_id = $2) and ($3::uuid is null or h.id < $3)
        order by h.id desc limit $4
        """;

    /// <summary>Every learner who has taken it, in one query, by name.</summary>
    public async Task<Outcome<GradeLine[]>> LinesAsync(Guid assessmentId, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await authoring.FindAsync(assessmentId, caller, cancellationToken)).TryGet(out var assessment, out var failure))
        {
            return failure;
        }

        await using var command = database.Command(LinesSql, assessmentId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<GradeLine>();
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(Read(reader, assessment));
        }

        return lines.ToArray();
    }

    /// <summary>Who gave or changed which score, when and why; newest first.</summary>
    public async Task<Outcome<Page<ScoreChangeView>>> HistoryAsync(
        Guid assessmentId, Guid? attemptId, int limit, Cursor? after, Caller caller, CancellationToken cancellationToken)
    {
        if ((await authoring.FindAsync(assessmentId, caller, cancellationToken)).Failure is { } failure)
        {
            return failure;
        }

        await using var command = database.Command(HistorySql, assessmentId, attemptId, after?.Id, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<ScoreChangeView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.Maybe<Guid?>(2),
                reader.GetString(3),
                reader.Maybe<decimal?>(4),
                reader.Maybe<decimal?>(5),
                reader.GetString(6),
                reader.Maybe<Guid?>(7),
                reader.Time(8)));
        }

        return Page<ScoreChangeView>.From(rows, limit, change => Cursor.Encode("", change.Id));
    }

    private static GradeLine Read(NpgsqlDataReader reader, Assessment assessment)
    {
        var score = Assessment.ResultOf(assessment.Scoring, reader.Maybe<decimal[]>(5) ?? []);
        return new(
            reader.GetGuid(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetInt64(3),
            reader.GetInt64(4),
            score,
            score >= assessment.PassMark,
            reader.MaybeTime(6));
    }
}
