using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Attempts;

/// <summary>Submits an attempt when its learner says so.</summary>
public sealed class AttemptSubmission(NpgsqlDataSource database, LearnerAccess access, OutboxSignal signal, TimeProvider time)
{
    private const string OwnSql =
        "a.assessment_id = $1 and a.user_id = $2 and ($3::uuid is null or a.id = $3) order by a.number desc limit 1 for update of a";

    /// <param name="assessmentId">The assessment.</param>
    /// <param name="attemptId">The attempt; null for the one that runs.</param>
    /// <param name="answers">Answers on top of the saved ones: question → answer, null to take one back.</param>
    /// <param name="caller">The learner.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The attempt's id.</returns>
    public async Task<Outcome<Guid>> SubmitAsync(
        Guid assessmentId,
        Guid? attemptId,
        IReadOnlyDictionary<Guid, Answer?> answers,
        Caller caller,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(answers);
        return await SubmitOwnAsync(assessmentId, attemptId, answers, caller, cancellationToken)
            ?? (await access.TakeAsync(assessmentId, caller, cancellationToken)).Failure
            ?? (attemptId is null ? AssessmentFailures.NoneRunning : AssessmentFailures.AttemptNotFound);
    }

    /// <summary>Null when the caller has no such attempt.</summary>
    private async Task<Outcome<Guid>?> SubmitOwnAsync(
        Guid assessmentId,
        Guid? attemptId,
        IReadOnlyDictionary<Guid, Answer?> answers,
        Caller caller,
        CancellationToken cancellationToken)
    {
        // Everything here goes over this one connection: a class that submits at the same moment would use up the pool with two each.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var attempt = await AttemptFinish.LockAsync(
            connection, transaction, OwnSql, cancellationToken, assessmentId, caller.UserId, attemptId);
        if (attempt is null)
        {
            return null;
        }

        if (!await EnrollmentQueries.IsEnrolledAsync(connection, attempt.CourseId, caller.UserId, cancellationToken))
        {
            return AssessmentFailures.NotEnrolled;
        }

        if (attempt.RefuseAnswers(time.GetUtcNow()) is { } refusal)
        {
            return refusal;
        }

        var questions = await AttemptFinish.QuestionsAsync(connection, transaction, attempt.Id, cancellationToken);
        if (AnswerCheck.Refuse(questions.Select(question => (question.QuestionId, question.Shown.Body)), answers) is { } wrong)
        {
            return wrong;
        }

        await AttemptFinish.FinishAsync(
            connection, transaction, attempt, Merged(questions, answers), SubmittedBy.Learner, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        return attempt.Id;
    }

    private static IReadOnlyList<AttemptQuestion> Merged(
        IReadOnlyList<AttemptQuestion> questions, IReadOnlyDictionary<Guid, Answer?> answers) =>
        [.. questions.Select(question =>
            answers.TryGetValue(question.QuestionId, out var answer) ? question with { Answer = answer } : question)];
}
