using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Catalog.Announcements;
using LearningPlatform.Core.Learning;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Catalog;

/// <summary>An announcement as a teacher writes it.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Body">Markdown, 1 to 20,000 characters.</param>
public sealed record AnnouncementRequest(string? Title, string? Body)
{
    internal (string Title, string Body) ToContent() => (Title!.Trim(), Body!.Trim());
}

internal sealed class AnnouncementRequestValidator : AbstractValidator<AnnouncementRequest>
{
    public AnnouncementRequestValidator()
    {
        RuleFor(announcement => announcement.Title).NotEmpty().MaximumLength(CourseAnnouncement.TitleMaxLength);
        RuleFor(announcement => announcement.Body).NotEmpty().MaximumLength(CourseAnnouncement.BodyMaxLength);
    }
}

/// <summary>Announcements: written by a course's teachers, read by its learners, who are told of new ones.</summary>
internal static class AnnouncementEndpoints
{
    private const string RequestExample = """{"title":"Live session on Friday","body":"We meet at **18:00 UTC**."}""";

    private const string Example =
        """
        {"id":"0199c3f2-7a13-7c03-b3f2-5f9e30416c27","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4",
         "author_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","author_name":"Ada Lovelace","title":"Live session on Friday",
         "body":"We meet at **18:00 UTC**.","html":"<p>We meet at <strong>18:00 UTC</strong>.</p>",
         "created_at":"2026-11-21T09:00:00.000000Z","updated_at":"2026-11-21T09:00:00.000000Z","version":1}
        """;

    private static readonly Failure NotEnrolled = Failure.Forbidden(
        "NOT_ENROLLED", "Only the course's learners and teachers may read this.");

    /// <param name="courses">The group of <c>/courses</c>.</param>
    public static void MapAnnouncements(this IEndpointRouteBuilder courses)
    {
        var read = courses.MapGroup("/{id:guid}/announcements").RequireAuthorization(Policies.SignedIn)
            .Fails(403, "NOT_ENROLLED").Fails(404, "COURSE_NOT_FOUND");
        read.MapGet("/", ListAsync)
            .WithSummary("A course's announcements, newest first")
            .WithPageParameters()
            .WithResponseExample($$"""{"items":[{{Example}}],"next_cursor":null}""");
        read.MapGet("/{announcementId:guid}", GetAsync)
            .WithSummary("An announcement")
            .Fails(404, "ANNOUNCEMENT_NOT_FOUND")
            .WithResponseExample(Example);

        var write = courses.MapGroup("/{id:guid}/announcements").RequireAuthorization(Policies.Teacher)
            .Fails(403, "NOT_COURSE_OWNER").Fails(404, "COURSE_NOT_FOUND");
        write.MapPost("/", AddAsync)
            .WithSummary("Announce something to a course's learners")
            .WithDescription("The body is Markdown; it is read as HTML without anything that could run. Everybody enrolled is told.")
            .HonoursIdempotencyKey()
            .WithRequestExample(RequestExample)
            .WithResponseExample(Example);
        write.MapPut("/{announcementId:guid}", UpdateAsync)
            .WithSummary("Correct an announcement")
            .WithDescription("Nobody is told again. With If-Match, a version that has changed since is refused (412).")
            .Fails(404, "ANNOUNCEMENT_NOT_FOUND")
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(RequestExample)
            .WithResponseExample(Example);
        write.MapDelete("/{announcementId:guid}", DeleteAsync)
            .WithSummary("Take an announcement back")
            .Fails(404, "ANNOUNCEMENT_NOT_FOUND");
    }

    private static async Task<Reply<Page<AnnouncementView>>> ListAsync(
        Guid id, HttpContext context, CourseTeachers teachers, EnrollmentQueries enrollments, AnnouncementQueries queries)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After());
        if ((query.Failure ?? await RefuseAsync(id, context, teachers, enrollments)) is { } failure)
        {
            return failure;
        }

        return await queries.ListAsync(id, limit, after, context.RequestAborted);
    }

    private static async Task<Reply<AnnouncementView>> GetAsync(
        Guid id,
        Guid announcementId,
        HttpContext context,
        CourseTeachers teachers,
        EnrollmentQueries enrollments,
        AnnouncementQueries queries) =>
        await RefuseAsync(id, context, teachers, enrollments) is { } failure
            ? failure
            : await queries.FindAsync(id, announcementId, context.RequestAborted);

    private static async Task<CreatedReply<AnnouncementView>> AddAsync(
        Guid id, AnnouncementRequest request, HttpContext context, CourseAnnouncements announcements, AnnouncementQueries queries)
    {
        var (title, body) = request.ToContent();
        var added = await announcements.AddAsync(id, title, body, context.User.Caller(), context.RequestAborted);
        return (await ReadBackAsync(added, queries, context.RequestAborted)).TryGet(out var view, out var failure)
            ? CreatedReply<AnnouncementView>.At($"/api/v1/courses/{id}/announcements/{view.Id}", view)
            : failure;
    }

    private static async Task<Reply<AnnouncementView>> UpdateAsync(
        Guid id,
        Guid announcementId,
        AnnouncementRequest request,
        HttpContext context,
        CourseAnnouncements announcements,
        AnnouncementQueries queries)
    {
        var updated = await announcements.UpdateAsync(
            id,
            announcementId,
            request.ToContent(),
            context.User.Caller(),
            version => Preconditions.Check(context.Request, version),
            context.RequestAborted);
        return await ReadBackAsync(updated, queries, context.RequestAborted);
    }

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, Guid announcementId, HttpContext context, CourseAnnouncements announcements) =>
        await announcements.DeleteAsync(id, announcementId, context.User.Caller(), context.RequestAborted);

    private static async Task<Outcome<AnnouncementView>> ReadBackAsync(
        Outcome<CourseAnnouncement> written, AnnouncementQueries queries, CancellationToken cancellationToken) =>
        written.TryGet(out var announcement, out var failure)
            ? await queries.FindAsync(announcement.CourseId, announcement.Id, cancellationToken)
            : failure;

    /// <summary>Null for the course's learners and teachers.</summary>
    private static async Task<Failure?> RefuseAsync(Guid id, HttpContext context, CourseTeachers teachers, EnrollmentQueries enrollments)
    {
        var caller = context.User.Caller();
        if (await enrollments.IsEnrolledAsync(id, caller.UserId, context.RequestAborted))
        {
            return null;
        }

        var refusal = await teachers.RefuseAsync(id, caller, context.RequestAborted);
        return refusal is { Kind: FailureKind.Forbidden } ? NotEnrolled : refusal;
    }
}
