using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Catalog.Announcements;
using LearningPlatform.Core.Catalog.Archives;
using LearningPlatform.Core.Catalog.Authoring;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Catalog;

/// <summary>What a course's teachers do with it beyond its own fields (document 5).</summary>
internal static class AuthoringEndpoints
{
    public static void AddAuthoring(this IServiceCollection services)
    {
        services.AddOutlines();
        services.AddSingleton<IValidator<PrerequisitesRequest>, PrerequisitesRequestValidator>();
        services.AddSingleton<IValidator<InstructorRequest>, InstructorRequestValidator>();
        services.AddSingleton<IValidator<AnnouncementRequest>, AnnouncementRequestValidator>();
        services.AddSingleton<CoursePublishing>();
        services.AddSingleton<CourseVersions>();
        services.AddSingleton<CoursePrerequisites>();
        services.AddSingleton<AnnouncementQueries>();
        services.AddScoped<CourseAnnouncements>();
        services.AddScoped<CoInstructors>();
        services.AddScoped<CoursePackages>();
        services.AddScoped<CourseArchives>();
    }

    /// <param name="courses">The group of <c>/courses</c>.</param>
    public static void MapCourseAuthoring(this IEndpointRouteBuilder courses)
    {
        var course = courses.MapGroup("/{id:guid}").RequireAuthorization(Policies.Teacher)
            .Fails(403, "NOT_COURSE_OWNER").Fails(404, "COURSE_NOT_FOUND");
        course.MapOutlines();
        course.MapCourseVersions();
        course.MapCourseInstructors();
        course.MapCourseCopies();
        course.MapPut("/prerequisites", SetPrerequisitesAsync)
            .WithSummary("Say which courses come before this one")
            .WithDescription(
                "At once, for who enrols from now on. With If-Match, a version of the course that has changed since is refused (412).")
            .Fails(409, "PREREQUISITE_CYCLE")
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample("""{"course_ids":["0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4"]}""")
            .WithResponseExample(CourseExamples.Detail);
        courses.MapAnnouncements();
        courses.MapCourseImport();
    }

    private static async Task<Reply<CourseDetail>> SetPrerequisitesAsync(
        Guid id, PrerequisitesRequest request, HttpContext context, CoursePrerequisites prerequisites, CourseQueries queries)
    {
        var failure = await prerequisites.SetAsync(
            id,
            [.. request.CourseIds!.Distinct()],
            context.User.Caller(),
            version => Preconditions.Check(context.Request, version),
            context.RequestAborted);
        if (failure is not null)
        {
            return failure;
        }

        return await queries.FindAsync(id, withContent: true, context.RequestAborted) is { } course ? course : CourseAuthoring.NotFound;
    }
}
