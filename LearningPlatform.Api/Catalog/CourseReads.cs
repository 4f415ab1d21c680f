using System.Security.Claims;
using System.Text.Json;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
using LearningPlatform.Core.Learning.Progress;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Catalog;

/// <summary>
/// The catalogue's reads. What everybody sees is kept as the JSON that is sent, so that a cached answer costs a look-up and a copy.
/// </summary>
internal sealed class CourseReads(
    CatalogCache cache, CourseQueries queries, CourseTeachers teachers, EnrollmentQueries enrollments, CourseAccess access, TimeProvider time)
{
    /// <summary>GET /courses.</summary>
    public async Task ListAsync(HttpContext context)
    {
        // The same question in the same words: known without reading it again.
        var key = $"list{context.Request.QueryString.Value}";
        if (cache.TryGet(key, out var cached))
        {
            await SendAsync(context, cached);
            return;
        }

        if (!CourseListRequest.Read(context.Request.Query, context.User.CallerOrNull()).TryGet(out var filter, out var failure))
        {
            await FailureWriter.WriteAsync(context, failure);
            return;
        }

        if (filter.Viewer is not null)
        {
            Reply<Page<CourseSummary>> own = await queries.ListAsync(filter, context.RequestAborted);
            context.Response.Headers.CacheControl = "private, no-store";
            await own.ExecuteAsync(context);
            return;
        }

        var answer = await cache.GetAsync(
            key, DemandOf(context.Request.Query), async token => Serialize(await queries.ListAsync(filter, token)), context.RequestAborted);
        await SendAsync(context, answer!);
    }

    /// <summary>GET /courses/{id}: the shared answer, or one with the lessons' content for who may read it.</summary>
    public async Task GetAsync(HttpContext context, Guid id, ClaimsPrincipal user)
    {
        if (user.CallerOrNull() is { } caller && await FindForAsync(id, caller, context.RequestAborted) is { } full)
        {
            context.Response.Headers.CacheControl = "private, no-store";
            Reply<CourseDetail> own = full;
            await own.ExecuteAsync(context);
            return;
        }

        var key = $"course{id:N}";
        if (!cache.TryGet(key, out var answer))
        {
            answer = await cache.GetAsync(key, Demand.Usual, token => LoadPublicAsync(id, token), context.RequestAborted);
        }

        await (answer is null ? FailureWriter.WriteAsync(context, CourseAuthoring.NotFound) : SendAsync(context, answer));
    }

    private async Task<byte[]?> LoadPublicAsync(Guid id, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, withContent: false, cancellationToken) is { Status: CourseStatus.Published } course
            ? JsonSerializer.SerializeToUtf8Bytes(course, CatalogJson.Data.CourseDetail)
            : null;

    /// <summary>
    /// The course in full for its teachers, and without the content of closed modules for the enrolled; null for everybody else.
    /// </summary>
    private async Task<CourseDetail?> FindForAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.MayTeach && await teachers.MayTeachAsync(id, caller, cancellationToken))
        {
            return await queries.FindAsync(id, withContent: true, cancellationToken);
        }

        // Most who look at a course are not in it: one small query finds out.
        return await enrollments.IsEnrolledAsync(id, caller.UserId, cancellationToken)
            && await access.ClosedModulesAsync(id, caller.UserId, cancellationToken) is { } closed
            && await queries.FindAsync(id, withContent: true, cancellationToken) is { } course
            ? course.WithoutContentOf(closed)
            : null;
    }

    /// <summary>High for the lists that a catalogue's front page shows.</summary>
    private static Demand DemandOf(IQueryCollection query) =>
        query.Keys.All(name => name is "limit" or "sort" or "difficulty") ? Demand.High : Demand.Rare;

    private static byte[] Serialize(Page<CourseSummary> page) =>
        JsonSerializer.SerializeToUtf8Bytes(page, CatalogJson.Data.PageCourseSummary);

    private Task SendAsync(HttpContext context, CachedAnswer answer)
    {
        var response = context.Response;
        response.Headers.ETag = answer.ETag;
        // Anybody may keep it, nobody may use it unasked: a new course is seen at once.
        response.Headers.CacheControl = "public, no-cache";
        if (answer.NextCursor is not null)
        {
            response.Headers.Link = answer.Link ??= PageLink.Next(context.Request, answer.NextCursor);
        }

        if (context.Request.Headers.IfNoneMatch == answer.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return EnvelopeWriter.WriteRawAsync(context, answer.Data, time);
    }
}
