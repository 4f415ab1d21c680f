using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog.Authoring;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Catalog;

/// <summary>What was published of a course, for its teachers.</summary>
internal static class CourseVersionEndpoints
{
    public static void MapCourseVersions(this RouteGroupBuilder course)
    {
        course.MapGet("/versions", ListAsync)
            .WithSummary("The published versions, newest first")
            .WithDescription($"The last {CoursePublishing.VersionsKept} are kept.")
            .WithResponseExample(OutlineExamples.Versions);
        course.MapGet("/versions/{number:int}", GetAsync)
            .WithSummary("A published version in full")
            .Fails(404, "VERSION_NOT_FOUND")
            .WithResponseExample(OutlineExamples.Version);
        course.MapPost("/versions/{number:int}/restore", RestoreAsync)
            .WithSummary("Make a published version the working copy again")
            .WithDescription(
                "Learners see it when the course is published. Modules and lessons keep their ids, and learners what they did in them.")
            .Fails(404, "VERSION_NOT_FOUND")
            .Fails(412, "PRECONDITION_FAILED")
            .WithResponseExample(OutlineExamples.Outline);
    }

    private static async Task<Reply<Page<VersionSummary>>> ListAsync(Guid id, HttpContext context, CourseVersions versions) =>
        await versions.ListAsync(id, context.User.Caller(), context.RequestAborted);

    private static async Task<Reply<VersionDetail>> GetAsync(Guid id, int number, HttpContext context, CourseVersions versions) =>
        await versions.GetAsync(id, number, context.User.Caller(), context.RequestAborted);

    private static async Task<Reply<OutlineView>> RestoreAsync(Guid id, int number, HttpContext context, CourseVersions versions)
    {
        var restored = await versions.RestoreAsync(
            id, number, context.User.Caller(), version => Preconditions.Check(context.Request, version), context.RequestAborted);
        return restored.TryGet(out var draft, out var failure) ? OutlineView.Of(draft) : failure;
    }
}
