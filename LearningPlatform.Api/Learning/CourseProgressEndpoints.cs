using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.Core.Certificates;
using LearningPlatform.Core.Learning.Labs;
using LearningPlatform.Core.Learning.Progress;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Learning;

/// <summary>Learners' progress (documents 1 and 5).</summary>
internal static class CourseProgressEndpoints
{
    private const int MaxCertificates = 100;

    public static void MapCourseProgress(this IEndpointRouteBuilder v1)
    {
        var course = v1.MapGroup("/courses/{id:guid}").WithTags("Progress").RequireAuthorization();
        course.MapGet("/progress", GetAsync)
            .WithSummary("The caller's progress in a course")
            .WithDescription("By module and lesson: what is done, what is closed and why, and where to go on.")
            .Fails(403, "NOT_ENROLLED")
            .Fails(404, "COURSE_NOT_FOUND")
            .WithResponseExample(ProgressExamples.Course);
        course.MapPost("/modules/{moduleId:guid}/complete", CompleteModuleAsync)
            .WithSummary("Complete a module")
            .WithDescription(
                "With it all of its lessons but labs and assessments, which must be done before. Again changes nothing. The score is kept as "
                + "reported and counts for nothing; of time_spent (minutes) counts what can be true.")
            .WithWorkFailures()
            .Fails(404, "MODULE_NOT_FOUND")
            .Fails(409, "MODULE_NEEDS_ACTIVITIES");
        course.MapPost("/lessons/{lessonId:guid}/complete", CompleteLessonAsync)
            .WithSummary("Complete a lesson")
            .WithDescription("Again changes nothing. Lessons that have a lab or an assessment are completed by that.")
            .WithWorkFailures()
            .Fails(404, "LESSON_NOT_FOUND")
            .Fails(409, "LESSON_NEEDS_ACTIVITY");
        course.MapPost("/lessons/{lessonId:guid}/progress", SeeAsync)
            .WithSummary("Note that a lesson is being read")
            .WithDescription("Opens it at the first call, adds the minutes since the last one, and keeps where a video was left.")
            .WithWorkFailures()
            .Fails(404, "LESSON_NOT_FOUND");
        v1.MapGet("/users/progress", OverviewAsync)
            .RequireAuthorization()
            .WithTags("Progress")
            .WithSummary("The caller's courses, modules, quizzes, labs and certificates in one view")
            .WithResponseExample(ProgressExamples.Overview);
    }

    private static async Task<Reply<CourseProgressView>> GetAsync(
        Guid id, ClaimsPrincipal user, CourseAccess access, CancellationToken cancellationToken) =>
        await access.ProgressAsync(id, user.Caller().UserId, cancellationToken);

    private static async Task<Reply<CourseProgressView>> CompleteModuleAsync(
        Guid id, Guid moduleId, WorkRequest? request, HttpContext context, LearnerWork work, ProgressViews views)
    {
        var (userId, stop) = (context.User.Caller().UserId, context.RequestAborted);
        return await views.OfAsync(await work.CompleteModuleAsync(id, moduleId, userId, WorkRequest.Report(request), stop), stop);
    }

    private static async Task<Reply<CourseProgressView>> CompleteLessonAsync(
        Guid id, Guid lessonId, WorkRequest? request, HttpContext context, LearnerWork work, ProgressViews views)
    {
        var (userId, stop) = (context.User.Caller().UserId, context.RequestAborted);
        return await views.OfAsync(await work.CompleteLessonAsync(id, lessonId, userId, WorkRequest.Report(request), stop), stop);
    }

    private static async Task<Reply<CourseProgressView>> SeeAsync(
        Guid id, Guid lessonId, WorkRequest? request, HttpContext context, LearnerWork work, ProgressViews views)
    {
        var (userId, stop) = (context.User.Caller().UserId, context.RequestAborted);
        return await views.OfAsync(await work.SeeAsync(id, lessonId, userId, WorkRequest.Report(request), stop), stop);
    }

    private static async Task<Reply<ProgressOverview>> OverviewAsync(
        ClaimsPrincipal user,
        ProgressQueries progress,
        QuizQueries quizzes,
        LabQueries labs,
        CertificateQueries certificates,
        CancellationToken cancellationToken)
    {
        var userId = user.Caller().UserId;
        return new ProgressOverview(
            await progress.CoursesAsync(userId, cancellationToken),
            await quizzes.ProgressAsync(userId, cancellationToken),
            await labs.ProgressAsync(userId, cancellationToken),
            (await certificates.OfUserAsync(userId, MaxCertificates, after: null, cancellationToken)).Items);
    }

    private static RouteHandlerBuilder WithWorkFailures(this RouteHandlerBuilder route) => route
        .HonoursIdempotencyKey()
        .Fails(403, "NOT_ENROLLED", "COHORT_NOT_STARTED", "COHORT_ENDED", "MODULE_NOT_RELEASED")
        .Fails(404, "COURSE_NOT_FOUND")
        .Fails(409, "PREREQUISITES_MISSING")
        .WithRequestExample("""{"time_spent":12}""")
        .WithResponseExample(ProgressExamples.Course);
}

/// <summary>What a client reports of a lesson or module; all of it may be absent.</summary>
/// <param name="TimeSpent">Minutes since the last report, 0 to 1,440; counted as far as it can be true.</param>
/// <param name="Score">With a module: 0 to 100; kept as reported.</param>
/// <param name="Position">With a video: where it was left, in seconds.</param>
public sealed record WorkRequest(int? TimeSpent = null, int? Score = null, int? Position = null)
{
    internal static WorkReport Report(WorkRequest? request) => new(request?.TimeSpent, request?.Score, request?.Position);
}

internal sealed class WorkRequestValidator : AbstractValidator<WorkRequest>
{
    private const int PositionMax = 7 * 24 * 60 * 60;

    public WorkRequestValidator()
    {
        RuleFor(request => request.TimeSpent).InclusiveBetween(0, TimeSpent.MaxMinutes);
        RuleFor(request => request.Score).InclusiveBetween(0, 100);
        RuleFor(request => request.Position).InclusiveBetween(0, PositionMax);
    }
}

/// <summary>Everything that somebody works on.</summary>
/// <param name="Courses">Taken, begun or completed; the latest first.</param>
/// <param name="Quizzes">Assessments that were begun, the latest first; scores as far as they may be seen.</param>
/// <param name="Labs">By the latest attempt.</param>
/// <param name="Certificates">The newest 100.</param>
public sealed record ProgressOverview(
    IReadOnlyList<EnrolledCourse> Courses,
    IReadOnlyList<QuizProgress> Quizzes,
    IReadOnlyList<LabProgress> Labs,
    IReadOnlyList<Certificate> Certificates);

/// <summary>Examples for the API's description.</summary>
internal static class ProgressExamples
{
    public const string Course =
        """
        {"course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"Kubernetes in Production","percentage":50,"score":null,
         "completion_rule":"all","minimum_score":null,"enrolled_at":"2026-11-21T09:05:00Z","completed_at":null,"time_spent":12,
         "resume_lesson_id":"0199c3f2-7a12-7b02-a2e1-4e8d2f305b17","read_only":false,
         "modules":[{"module_id":"0199c3f2-7a11-7a01-b1f0-3d7c1e2f4a05","title":"Scheduling","percentage":50,"score":null,"completed_at":null,
          "locked":null,"lessons":[{"lesson_id":"0199c3f2-7a12-7b02-a2e1-4e8d2f305b16","title":"Requests and limits","kind":"text",
          "required":true,"activity_id":null,"opened_at":"2026-11-21T09:10:00Z","time_spent":12,"position":null,"score":null,
          "completed_at":"2026-11-21T09:22:00Z"}]}]}
        """;

    public const string Overview =
        """
        {"courses":[{"course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"Kubernetes in Production","enrolled":true,
          "enrolled_at":"2026-11-21T09:05:00Z","percentage":50,"score":null,"time_spent":12,"last_activity_at":"2026-11-21T09:22:00Z",
          "completed_at":null,"modules":[]}],
         "quizzes":[{"assessment_id":"0199c3f4-7a10-7c3e-9d2b-5f0e8a61b3c4","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"Scheduling",
          "status":"scored","attempts":2,"score":87.5,"best_score":87.5,"passed":true,"submitted_at":"2026-11-21T09:40:00Z"}],
         "labs":[{"lab_id":"0199c3f5-7a10-7c3e-9d2b-5f0e8a61b3c4","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"A cluster of your own",
          "status":"submitted","attempts":1,"score":null,"submitted_at":"2026-11-21T10:00:00Z","completed_at":null}],"certificates":[]}
        """;
}
