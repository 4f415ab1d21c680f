using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Grading;

/// <summary>How a question does in an assessment.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Attempts">First attempts that had it and are scored.</param>
/// <param name="Answered">Those of them with an answer.</param>
/// <param name="Facility">Mean part of its points, in percent: low is difficult.</param>
/// <param name="StandardDeviation">Of that part, in percent.</param>
/// <param name="DiscriminationIndex">−1 to 1: facility among the best 27 % less that among the weakest 27 %.</param>
/// <param name="Discrimination">−1 to 1: correlation with the rest of the attempt; null where either does not vary.</param>
public sealed record QuestionStatistic(
    Guid QuestionId,
    string Name,
    string Kind,
    long Attempts,
    long Answered,
    double Facility,
    double? StandardDeviation,
    double? DiscriminationIndex,
    double? Discrimination);

/// <summary>How an assessment does.</summary>
/// <param name="Attempts">First attempts that are scored; later ones of the same learner would count the same knowledge twice.</param>
/// <param name="MeanScore">In percent; null without attempts.</param>
/// <param name="StandardDeviation">In percent.</param>
/// <param name="Questions">In the order of their names.</param>
public sealed record AssessmentStatistics(
    long Attempts, double? MeanScore, double? StandardDeviation, IReadOnlyList<QuestionStatistic> Questions);

/// <summary>
/// Classical item analysis. Facility and the upper–lower index as in T. L. Kelley, "The selection of upper and lower groups for the
/// validation of test items", J. Educ. Psych. 30 (1939), with his 27 %; the correlation is the corrected item–total one (for right-or-wrong
/// questions, the point-biserial), as Moodle's quiz statistics define their discrimination index.
/// </summary>
public sealed class QuestionStatisticsQuery(NpgsqlDataSource database)
{
    private const string TotalsSql =
        """
        select count(*), avg(score)::float8, stddev_pop(score)::float8
        from attempts where assessment_id = $1 and number = 1 and score is not null
        """;

    // Sums of double precision, and names only at the end: ten thousand answers are aggregated in a few milliseconds.
    private const string QuestionsSql =
        """
        with ranked as (
            -- Ties are in both groups or in neither: equal scores are equally strong.
            select id, points, cume_dist() over (order by points) > 0.73 as strong, percent_rank() over (order by points) < 0.27 as weak
            from attempts where assessment_id = $1 and number = 1 and score is not null
        ), measured as (
            select q.question_id, count(*) as attempts, count(q.answer) as answered,
                   100 * avg(q.fraction::float8) as facility,
                   100 * stddev_pop(q.fraction::float8) as deviation,
                   avg(q.fraction::float8) filter (where r.strong) - avg(q.fraction::float8) filter (where r.weak) as index,
                   corr(q.fraction::float8, (r.points - q.points * q.fraction)::float8) as correlation
            from ranked r join attempt_questions q on q.attempt_id = r.id group by q.question_id
        )
        select m.question_id, b.name, b.kind, m.attempts, m.answered, m.facility, m.deviation, m.index, m.correlation
        from measured m join questions b on b.id = m.question_id order by b.name, m.question_id
        """;

    /// <summary>Two statements in one round trip, however many attempts there are.</summary>
    public async Task<AssessmentStatistics> OfAsync(Guid assessmentId, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch().With(TotalsSql, assessmentId).With(QuestionsSql, assessmentId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (attempts, mean, deviation) = (reader.GetInt64(0), reader.Maybe<double?>(1), reader.Maybe<double?>(2));
        await reader.NextResultAsync(cancellationToken);
        var questions = new List<QuestionStatistic>();
        while (await reader.ReadAsync(cancellationToken))
        {
            questions.Add(new(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetInt64(3),
                reader.GetInt64(4),
                reader.GetDouble(5),
                reader.Maybe<double?>(6),
                reader.Maybe<double?>(7),
                reader.Maybe<double?>(8)));
        }

        return new(attempts, mean, deviation, questions);
    }
}
