using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Attempts;

public enum SubmittedBy
{
    Learner,

    /// <summary>Workers, when the time was over.</summary>
    Timeout,
}

/// <summary>Somebody's attempt at an assessment, with what the rules need of that assessment.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="CourseId">The assessment's course.</param>
/// <param name="UserId">The learner.</param>
/// <param name="Number">From 1.</param>
/// <param name="Seed">Of the shuffling; never shown.</param>
/// <param name="StartedAt">By the server's clock, as all of its times.</param>
/// <param name="EndsAt">What the learner is told; null without a limit.</param>
/// <param name="DueAt">The end and the grace: until then answers are taken, then Workers submit it.</param>
/// <param name="Sequence">That of the answers saved last.</param>
/// <param name="SubmittedAt">Null while it runs.</param>
/// <param name="SubmittedBy">Who submitted it.</param>
/// <param name="MaxPoints">Of all its questions.</param>
/// <param name="Points">Null while something waits for a person's grade.</param>
/// <param name="Score">In percent, as <paramref name="Points"/>.</param>
public sealed record Attempt(
    Guid Id,
    Guid AssessmentId,
    Guid CourseId,
    Guid UserId,
    int Number,
    long Seed,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset? DueAt,
    long Sequence,
    DateTimeOffset? SubmittedAt,
    SubmittedBy? SubmittedBy,
    decimal MaxPoints,
    decimal? Points,
    decimal? Score)
{
    /// <summary>The columns that <see cref="Read"/> expects, of <c>attempts a join assessments s</c>.</summary>
    internal const string Columns =
        """
        a.id, a.assessment_id, s.course_id, a.user_id, a.number, a.seed, a.started_at, a.ends_at, a.due_at, a.sequence, a.submitted_at,
        a.submitted_by, a.max_points, a.points, a.score
        """;

    internal const string From = "from attempts a join assessments s on s.id = a.assessment_id";

    /// <summary>Why no answer can be taken at <paramref name="now"/>; null when it can.</summary>
    public Failure? RefuseAnswers(DateTimeOffset now) =>
        SubmittedAt is not null ? AssessmentFailures.Submitted : now > DueAt ? AssessmentFailures.TimeOver : null;

    internal static Attempt Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetGuid(1),
        reader.GetGuid(2),
        reader.GetGuid(3),
        reader.GetInt32(4),
        BitConverter.ToInt64(reader.GetFieldValue<byte[]>(5)),
        reader.Time(6),
        reader.MaybeTime(7),
        reader.MaybeTime(8),
        reader.GetInt64(9),
        reader.MaybeTime(10),
        reader.IsDBNull(11) ? null : Enum.Parse<SubmittedBy>(reader.GetString(11), ignoreCase: true),
        reader.GetDecimal(12),
        reader.Maybe<decimal?>(13),
        reader.Maybe<decimal?>(14));
}
