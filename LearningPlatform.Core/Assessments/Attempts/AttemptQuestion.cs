using System.Text.Json;
using LearningPlatform.Core.Assessments.Grading;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Attempts;

/// <summary>A question of an attempt: what was shown, what was answered, and what that was worth.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Points">What it is worth.</param>
/// <param name="Shown">The version that the learner sees.</param>
/// <param name="Key">The version that it is scored by: the same one until a regrade.</param>
/// <param name="Answer">Null for none.</param>
/// <param name="Fraction">Of the points; null until it is scored.</param>
/// <param name="Grade">A person's.</param>
internal sealed record AttemptQuestion(
    Guid QuestionId, decimal Points, Question Shown, Question Key, Answer? Answer, decimal? Fraction, EssayGrade? Grade)
{
    /// <summary>The questions of an attempt, in its order; <c>$1</c> is the attempt.</summary>
    public const string Select =
        """
        select q.question_id, q.points, v.content::text, case when q.graded_version <> q.version then g.content::text end, q.answer::text,
               q.fraction, q.grade::text
        from attempt_questions q
        join question_versions v on v.question_id = q.question_id and v.version = q.version
        left join question_versions g on g.question_id = q.question_id and g.version = q.graded_version and q.graded_version <> q.version
        where q.attempt_id = $1 order by q.position
        """;

    public static async Task<IReadOnlyList<AttemptQuestion>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var questions = new List<AttemptQuestion>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var shown = JsonSerializer.Deserialize(reader.GetString(2), QuestionJson.Default.Question)!;
            questions.Add(new(
                reader.GetGuid(0),
                reader.GetDecimal(1),
                shown,
                reader.IsDBNull(3) ? shown : JsonSerializer.Deserialize(reader.GetString(3), QuestionJson.Default.Question)!,
                reader.IsDBNull(4) ? null : JsonSerializer.Deserialize(reader.GetString(4), QuestionJson.Default.Answer),
                reader.Maybe<decimal?>(5),
                reader.IsDBNull(6) ? null : JsonSerializer.Deserialize(reader.GetString(6), EssayGradeJson.Default.EssayGrade)));
        }

        return questions;
    }
}
