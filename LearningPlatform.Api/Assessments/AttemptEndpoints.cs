using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Assessments;
using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Assessments;

/// <summary>Taking an assessment. No answer holds what the assessment does not let its learner see at that moment.</summary>
internal static class AttemptEndpoints
{
    public static void MapTaking(this IEndpointRouteBuilder assessments)
    {
        assessments.MapGet("/{id:guid}", GetAsync)
            .WithSummary("An assessment")
            .WithDescription("Its items only for the course's teachers. A learner sees questions in an attempt.")
            .WithTakingFailures()
            .WithResponseExample(AssessmentExamples.Assessment);
        assessments.MapPost("/{id:guid}/attempts", StartAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Start an attempt")
            .WithDescription("Draws and shuffles the questions; they stay as they are. The time runs by the server's clock from now on.")
            .WithTakingFailures()
            .Fails(403, "COHORT_NOT_STARTED", "COHORT_ENDED", "MODULE_NOT_RELEASED")
            .Fails(
                409, "PREREQUISITES_MISSING", "ASSESSMENT_NOT_OPEN", "ASSESSMENT_CLOSED", "ASSESSMENT_EMPTY", "ATTEMPT_RUNNING",
                "ATTEMPTS_USED_UP")
            .WithResponseExample(AssessmentExamples.Attempt);
        assessments.MapGet("/{id:guid}/attempts", ListAsync)
            .WithSummary("Attempts, newest first")
            .WithDescription("A learner's own; all of them for the course's teachers.")
            .WithMetadata(
                new QueryParameter("user_id", "string", "Only this learner's; for teachers."),
                new QueryParameter("awaiting_grade", "boolean", "`true`: only those that wait for a person's grade."))
            .WithPageParameters()
            .WithTakingFailures();
        assessments.MapSubmit("/{id:guid}/submit");
        assessments.MapGet("/{id:guid}/result", ResultAsync)
            .WithSummary("The caller's result")
            .WithDescription(
                "Over all attempts, with the latest one's questions: score, feedback and answers as the assessment lets learners see them.")
            .WithTakingFailures()
            .WithResponseExample(AssessmentExamples.Result);
    }

    /// <summary>Document 1's names.</summary>
    public static void MapQuizAliases(this IEndpointRouteBuilder quizzes)
    {
        quizzes.MapGet("/{id:guid}", GetAsync).WithSummary("An assessment: another name of /assessments/{id}").WithTakingFailures();
        quizzes.MapSubmit("/{id:guid}/submit");
    }

    public static void MapAttempts(this IEndpointRouteBuilder attempts)
    {
        attempts.MapGet("/{id:guid}", FindAsync)
            .WithSummary("An attempt with its questions")
            .WithDescription("The paper while it runs; what became of it afterwards, as far as the reader may see it.")
            .Fails(404, "ATTEMPT_NOT_FOUND")
            .WithResponseExample(AssessmentExamples.Attempt);
        attempts.MapPut("/{id:guid}/answers", SaveAsync)
            .WithSummary("Save answers of a running attempt")
            .WithDescription(
                "Send those that changed. With a sequence, a save that arrives after a later one is refused and changes nothing.")
            .Fails(403, "NOT_ENROLLED")
            .Fails(404, "ATTEMPT_NOT_FOUND")
            .Fails(409, "ATTEMPT_SUBMITTED", "TIME_IS_OVER", "ANSWERS_OUT_OF_DATE")
            .WithRequestExample(AssessmentExamples.Save)
            .WithResponseExample(AssessmentExamples.Saved);
    }

    private static void MapSubmit(this IEndpointRouteBuilder routes, string pattern) => routes.MapPost(pattern, SubmitAsync)
        .HonoursIdempotencyKey()
        .WithSummary("Submit an attempt")
        .WithDescription(
            "Answers in the body are added to those that are saved. Answers with the attempt, as far as it may be seen at once.")
        .WithTakingFailures()
        .Fails(404, "ATTEMPT_NOT_FOUND")
        .Fails(409, "ATTEMPT_SUBMITTED", "TIME_IS_OVER", "NO_ATTEMPT_RUNNING")
        .WithRequestExample(AssessmentExamples.Submit)
        .WithResponseExample(AssessmentExamples.Attempt);

    private static async Task<Reply<AssessmentView>> GetAsync(
        Guid id, ClaimsPrincipal user, AttemptReading reading, CancellationToken cancellationToken) =>
        await reading.AssessmentAsync(id, user.Caller(), cancellationToken);

    private static async Task<CreatedReply<AttemptView>> StartAsync(
        Guid id, ClaimsPrincipal user, AttemptStart start, AttemptReading reading, CancellationToken cancellationToken)
    {
        if (!(await start.StartAsync(id, user.Caller(), cancellationToken)).TryGet(out var attemptId, out var failure)
            || !(await reading.FindAsync(attemptId, user.Caller(), cancellationToken)).TryGet(out var attempt, out failure))
        {
            return failure;
        }

        return CreatedReply<AttemptView>.At($"/api/v1/attempts/{attemptId}", attempt);
    }

    private static async Task<Reply<Page<AttemptSummary>>> ListAsync(
        Guid id, HttpContext context, AttemptReading reading, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (userId, limit, after) = (query.Id("user_id"), query.Limit(), query.After());
        var awaiting = context.Request.Query["awaiting_grade"] == "true";
        return query.Failure is { } failure
            ? failure
            : await reading.ListAsync(id, userId, awaiting, limit, after, context.User.Caller(), cancellationToken);
    }

    private static async Task<Reply<AttemptView>> SubmitAsync(
        Guid id,
        SubmitRequest request,
        ClaimsPrincipal user,
        AttemptSubmission submission,
        AttemptReading reading,
        CancellationToken cancellationToken)
    {
        var answers = request.Answers ?? [];
        var submitted = await submission.SubmitAsync(id, request.AttemptId, answers, user.Caller(), cancellationToken);
        return submitted.TryGet(out var attemptId, out var failure)
            ? await reading.FindAsync(attemptId, user.Caller(), cancellationToken)
            : failure;
    }

    private static async Task<Reply<AssessmentResult>> ResultAsync(
        Guid id, ClaimsPrincipal user, AttemptReading reading, CancellationToken cancellationToken) =>
        await reading.ResultAsync(id, user.Caller(), cancellationToken);

    private static async Task<Reply<AttemptView>> FindAsync(
        Guid id, ClaimsPrincipal user, AttemptReading reading, CancellationToken cancellationToken) =>
        await reading.FindAsync(id, user.Caller(), cancellationToken);

    private static async Task<Reply<SavedAnswers>> SaveAsync(
        Guid id, SaveRequest request, ClaimsPrincipal user, AnswerSaving saving, CancellationToken cancellationToken) =>
        await saving.SaveAsync(id, request.Sequence, request.Answers ?? [], user.Caller(), cancellationToken);

    private static RouteHandlerBuilder WithTakingFailures(this RouteHandlerBuilder route) =>
        route.Fails(403, "NOT_ENROLLED").Fails(404, "ASSESSMENT_NOT_FOUND");
}
