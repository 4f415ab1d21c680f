using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Attempts;

/// <summary>How somebody is doing in an assessment, for the view over everything.</summary>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="CourseId">Its course.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Status">Of the latest attempt: running, awaiting_grade or scored.</param>
/// <param name="Attempts">Submitted ones.</param>
/// <param name="Score">What counts by the assessment's scoring, in percent; null until it is there and may be seen.</param>
/// <param name="BestScore">Of the best attempt; null with <paramref name="Score"/>.</param>
/// <param name="Passed">Whether <paramref name="Score"/> reaches the pass mark; null with it.</param>
/// <param name="SubmittedAt">The last time; null while the first attempt runs.</param>
public sealed record QuizProgress(
    Guid AssessmentId,
    Guid CourseId,
    string Title,
    AttemptStatus Status,
    int Attempts,
    decimal? Score,
    decimal? BestScore,
    bool? Passed,
    DateTimeOffset? SubmittedAt);

/// <summary>Reads somebody's results over all assessments (document 1's quizzes).</summary>
public sealed class QuizQueries(NpgsqlDataSource database, TimeProvider time)
{
    private const int MaxQuizzes = 500;

    private const string Sql =
        """
        select s.id, s.course_id, s.title, s.scoring, s.pass_mark, s.show_score, s.closes_at,
               bool_or(a.submitted_at is null), count(a.submitted_at)::int, max(a.submitted_at),
               (array_agg(a.score is null order by a.number desc))[1],
               array_agg(a.score order by a.number) filter (where a.score is not null)
        from attempts a join assessments s on s.id = a.assessment_id
        where a.user_id = $1 group by s.id order by max(a.started_at) desc, s.id limit $2
        """;

    /// <summary>Every assessment that somebody has begun, the latest first, with as much of the result as they may see now.</summary>
    public async Task<IReadOnlyList<QuizProgress>> ProgressAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(Sql, userId, MaxQuizzes);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<QuizProgress>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    private QuizProgress Read(NpgsqlDataReader reader)
    {
        var shown = Assessment.Shows(ScoreDisclosure.Read(reader, 5), reader.MaybeTime(6), time.GetUtcNow());
        var scores = shown ? reader.Maybe<decimal[]>(11) ?? [] : [];
        var score = Assessment.ResultOf(Enum.Parse<AttemptScoring>(reader.GetString(3), ignoreCase: true), scores);
        return new(
            reader.GetGuid(0),
            reader.GetGuid(1),
            reader.GetString(2),
            reader.GetBoolean(7) ? AttemptStatus.Running : reader.GetBoolean(10) ? AttemptStatus.AwaitingGrade : AttemptStatus.Scored,
            reader.GetInt32(8),
            score,
            Assessment.ResultOf(AttemptScoring.Best, scores),
            score is null ? null : score >= reader.GetDecimal(4),
            reader.MaybeTime(9));
    }
}
