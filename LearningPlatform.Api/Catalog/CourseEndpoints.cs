using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Api.Startup;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Catalog.Authoring;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Catalog;

/// <summary>Courses: read by everybody, written by instructors and admins (documents 1, 4 and 5).</summary>
internal static class CourseEndpoints
{
    public static void AddCatalog(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, CatalogJson.Default));
        services.AddSingleton<IValidator<CourseRequest>, CourseRequestValidator>();
        services.AddSingleton<CatalogGeneration>();
        services.AddHostedService(provider => provider.GetRequiredService<CatalogGeneration>());
        services.AddSingleton<CatalogCache>();
        services.AddSingleton<CourseImages>();
        services.AddSingleton<CourseQueries>();
        services.AddSingleton<CourseTeachers>();
        services.AddSingleton<CourseReads>();
        services.AddScoped<CourseAuthoring>();
        services.AddAuthoring();
        services.AddScoped<SampleCourses>();
        services.AddScoped<IStartupTask, SampleCoursesTask>();
    }

    public static void MapCatalog(this IEndpointRouteBuilder v1)
    {
        var courses = v1.MapGroup("/courses").WithTags("Courses");
        courses.MapGet("/", ListAsync).WithListDescription();
        courses.MapGet("/{id:guid}", GetAsync)
            .WithSummary("A course with its outline")
            .WithDescription("Lessons' content comes only to the enrolled, the course's instructor and admins. A draft is 404 for others.")
            .Produces<Envelope<CourseDetail>>()
            .Fails(404, "COURSE_NOT_FOUND")
            .WithResponseExample(CourseExamples.Detail);
        courses.MapCourseImages();
        courses.MapCourseAuthoring();

        var authoring = courses.MapGroup("").RequireAuthorization(Policies.Teacher);
        authoring.MapPost("/", CreateAsync)
            .WithSummary("Create a course")
            .HonoursIdempotencyKey()
            .WithRequestExample(CourseExamples.Request)
            .WithResponseExample(CourseExamples.Detail);
        authoring.MapPut("/{id:guid}", UpdateAsync)
            .WithSummary("Replace a course's fields")
            .WithDescription("With If-Match, a version that has changed since is refused (412).")
            .WithOwnerFailures()
            .Fails(409, "CAPACITY_BELOW_ENROLLED")
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(CourseExamples.Request)
            .WithResponseExample(CourseExamples.Detail);
        authoring.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Delete a course with everything in it")
            .WithOwnerFailures()
            .Fails(412, "PRECONDITION_FAILED");
        authoring.MapPost("/{id:guid}/publish", PublishAsync)
            .WithSummary("Put a course into the catalogue, with the working copy of its outline")
            .WithDescription("Learners see the working copy from now on, as a new version. With nothing to change it changes nothing.")
            .WithOwnerFailures();
        authoring.MapPost("/{id:guid}/archive", ArchiveAsync).WithSummary("Close a course and take it out of the catalogue").WithOwnerFailures();
    }

    private static Task ListAsync(HttpContext context, CourseReads reads) => reads.ListAsync(context);

    private static Task GetAsync(Guid id, HttpContext context, ClaimsPrincipal user, CourseReads reads) => reads.GetAsync(context, id, user);

    private static async Task<CreatedReply<CourseDetail>> CreateAsync(
        CourseRequest request, ClaimsPrincipal user, CourseAuthoring authoring, CourseQueries queries, CancellationToken cancellationToken)
    {
        var id = await authoring.CreateAsync(
            request.ToContent(), request.Status == CourseStatus.Draft, imageKey: null, user.Caller(), cancellationToken);
        var course = await queries.FindAsync(id, withContent: true, cancellationToken);
        return CreatedReply<CourseDetail>.At($"/api/v1/courses/{id}", course!);
    }

    private static async Task<Reply<CourseDetail>> UpdateAsync(
        Guid id,
        CourseRequest request,
        HttpContext context,
        CourseAuthoring authoring,
        CourseQueries queries,
        CancellationToken cancellationToken) =>
        await ReadBackAsync(
            await authoring.UpdateAsync(
                id, request.ToContent(), context.User.Caller(), version => Preconditions.Check(context.Request, version), cancellationToken),
            queries,
            cancellationToken);

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, HttpContext context, CourseAuthoring authoring, CancellationToken cancellationToken) =>
        await authoring.DeleteAsync(
            id, context.User.Caller(), version => Preconditions.Check(context.Request, version), cancellationToken);

    private static async Task<Reply<CourseDetail>> PublishAsync(
        Guid id, ClaimsPrincipal user, CoursePublishing publishing, CourseQueries queries, CancellationToken cancellationToken) =>
        await publishing.PublishAsync(id, user.Caller(), cancellationToken) is { } failure
            ? failure
            : await ReadBackAsync(id, queries, cancellationToken);

    private static async Task<Reply<CourseDetail>> ArchiveAsync(
        Guid id, ClaimsPrincipal user, CourseAuthoring authoring, CourseQueries queries, CancellationToken cancellationToken) =>
        await ReadBackAsync(await authoring.ArchiveAsync(id, user.Caller(), cancellationToken), queries, cancellationToken);

    private static async Task<Reply<CourseDetail>> ReadBackAsync(
        Outcome<Course> changed, CourseQueries queries, CancellationToken cancellationToken) =>
        changed.TryGet(out var course, out var failure) ? await ReadBackAsync(course.Id, queries, cancellationToken) : failure;

    private static async Task<Reply<CourseDetail>> ReadBackAsync(Guid id, CourseQueries queries, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, withContent: true, cancellationToken) is { } detail ? detail : CourseAuthoring.NotFound;

    private static RouteHandlerBuilder WithOwnerFailures(this RouteHandlerBuilder route) =>
        route.Fails(403, "NOT_COURSE_OWNER").Fails(404, "COURSE_NOT_FOUND");

    private static void WithListDescription(this RouteHandlerBuilder route) => route
        .WithSummary("The catalogue")
        .WithDescription(
            "Filters: `q` (full text), `difficulty`, `tag`, `instructor_id`; `sort=newest|title|popular`; `limit` 1–100, `cursor`. "
            + "Instructors see their own unpublished courses with `status=draft|archived`, admins everybody's.")
        .WithMetadata(
            new QueryParameter("q", "string", "Full-text search over title, tags and description; at most 200 characters."),
            new QueryParameter("difficulty", "string", "beginner, intermediate or advanced."),
            new QueryParameter("tag", "string", "Only courses with this tag."),
            new QueryParameter("instructor_id", "string", "Only this instructor's courses."),
            new QueryParameter("status", "string", "published (default), draft or archived."),
            new QueryParameter("sort", "string", "newest (default), title or popular."))
        .WithPageParameters()
        .Produces<Envelope<Page<CourseSummary>>>()
        .WithResponseExample(CourseExamples.List);
}
