using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Learning.Labs;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Learning;

/// <summary>Labs: read by a course's learners, written by its teachers (document 1).</summary>
internal static class LabEndpoints
{
    public static void MapLabs(this IEndpointRouteBuilder v1)
    {
        var labs = v1.MapGroup("/labs").WithTags("Labs").RequireAuthorization();
        labs.MapGet("/", ListAsync)
            .WithSummary("Labs of the caller's courses")
            .WithDescription("With `course_id`, its teachers see all of its labs, drafts, too.")
            .WithMetadata(new QueryParameter("course_id", "string", "Only of this course."))
            .WithPageParameters()
            .WithResponseExample(LabExamples.List);
        labs.MapGet("/{id:guid}", GetAsync)
            .WithSummary("A lab with its steps")
            .WithDescription("For the enrolled, once its module is open to them; for the course's teachers always.")
            .Fails(403, "MODULE_NOT_RELEASED", "COHORT_NOT_STARTED", "COHORT_ENDED")
            .Fails(404, "LAB_NOT_FOUND")
            .Fails(409, "PREREQUISITES_MISSING")
            .WithResponseExample(LabExamples.Lab);
        labs.MapLabAttempts();

        var authoring = labs.MapGroup("").RequireAuthorization(Policies.Teacher);
        authoring.MapPost("/", CreateAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Create a lab in a course")
            .WithDescription("A lesson of the kind `lab` with this lab's id as `activity_id` is completed by it.")
            .Fails(403, "NOT_COURSE_OWNER")
            .Fails(404, "COURSE_NOT_FOUND")
            .Fails(409, "TOO_MANY_LABS")
            .WithRequestExample(LabExamples.Request)
            .WithResponseExample(LabExamples.Lab);
        authoring.MapPut("/{id:guid}", UpdateAsync)
            .WithSummary("Replace a lab's fields")
            .WithDescription("Steps are known by their ids. With If-Match, a version that has changed since is refused (412).")
            .WithTeacherFailures()
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(LabExamples.Request)
            .WithResponseExample(LabExamples.Lab);
        authoring.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Delete a lab with its attempts")
            .WithTeacherFailures()
            .Fails(409, "LAB_IN_USE")
            .Fails(412, "PRECONDITION_FAILED");
        authoring.MapLabReview();
    }

    private static async Task<Reply<Page<LabSummary>>> ListAsync(
        HttpContext context, ClaimsPrincipal user, LabQueries queries, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (course, limit, after) = (query.Id("course_id"), query.Limit(), query.After());
        return query.Failure is { } failure ? failure : await queries.ListAsync(course, user.Caller(), limit, after, cancellationToken);
    }

    private static async Task<Reply<LabView>> GetAsync(
        Guid id, ClaimsPrincipal user, LabQueries queries, CancellationToken cancellationToken) =>
        LabView.Of(await queries.FindAsync(id, user.Caller(), cancellationToken));

    private static async Task<CreatedReply<LabView>> CreateAsync(
        LabRequest request, ClaimsPrincipal user, LabAuthoring authoring, CancellationToken cancellationToken)
    {
        if (request.CourseId is not { } courseId)
        {
            return Failure.Invalid("course_id", "A new lab belongs to a course.");
        }

        return (await authoring.CreateAsync(courseId, request.ToContent(), user.Caller(), cancellationToken)).TryGet(out var lab, out var failure)
            ? CreatedReply<LabView>.At($"/api/v1/labs/{lab.Id}", LabView.Of(lab))
            : failure;
    }

    private static async Task<Reply<LabView>> UpdateAsync(
        Guid id, LabRequest request, HttpContext context, LabAuthoring authoring, CancellationToken cancellationToken) =>
        LabView.Of(await authoring.UpdateAsync(
            id, request.ToContent(), context.User.Caller(), version => Preconditions.Check(context.Request, version), cancellationToken));

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, HttpContext context, LabAuthoring authoring, CancellationToken cancellationToken) =>
        await authoring.DeleteAsync(
            id, context.User.Caller(), version => Preconditions.Check(context.Request, version), cancellationToken);

    internal static RouteHandlerBuilder WithTeacherFailures(this RouteHandlerBuilder route) =>
        route.Fails(403, "NOT_COURSE_OWNER").Fails(404, "LAB_NOT_FOUND");
}

/// <summary>A lab.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="CourseId">Its course.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Description">Markdown.</param>
/// <param name="Status">draft or published.</param>
/// <param name="Steps">In order.</param>
/// <param name="Verification">none, instructor or webhook.</param>
/// <param name="Skills">What it trains.</param>
/// <param name="EstimatedMinutes">The author's estimate.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Version">Counts the changes; the ETag.</param>
public sealed record LabView(
    Guid Id,
    Guid CourseId,
    string Title,
    string Description,
    LabStatus Status,
    IReadOnlyList<LabStep> Steps,
    LabVerification Verification,
    string[] Skills,
    int? EstimatedMinutes,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version) : IVersioned
{
    internal static LabView Of(Lab lab) => new(
        lab.Id,
        lab.CourseId,
        lab.Title,
        lab.Description,
        lab.Status,
        lab.Steps,
        lab.Verification,
        lab.Skills,
        lab.EstimatedMinutes,
        lab.CreatedAt,
        lab.UpdatedAt,
        lab.Version);

    internal static Outcome<LabView> Of(Outcome<Lab> outcome) => outcome.TryGet(out var lab, out var failure) ? Of(lab) : failure;
}
