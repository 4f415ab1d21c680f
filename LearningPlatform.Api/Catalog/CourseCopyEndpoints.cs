using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Catalog.Archives;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Edge;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LearningPlatform.Api.Catalog;

/// <summary>Whole courses taken along: as duplicates here, as archives elsewhere.</summary>
internal static class CourseCopyEndpoints
{
    private const long MaxFormBytes = CourseArchives.MaxBytes + (64 * 1024);
    private static readonly Failure NotAForm = new(FailureKind.UnsupportedMedia, "UNSUPPORTED_MEDIA_TYPE", "Send multipart/form-data.");

    public static void MapCourseImport(this IEndpointRouteBuilder courses) =>
        courses.MapPost("/import", ImportAsync)
            .RequireAuthorization(Policies.Teacher)
            .DisableAntiforgery()
            .WithMaxBody(MaxFormBytes)
            .WithSummary("Make a course of an archive")
            .WithDescription(
                "multipart/form-data with `archive`: a ZIP as the export makes it. The course is a draft of the caller's, with new ids; "
                + "all of it is imported, or nothing.")
            .Accepts<CourseArchiveForm>("multipart/form-data")
            .Fails(400, "ARCHIVE_INVALID")
            .Fails(409, "UPLOAD_QUOTA_EXCEEDED")
            .Fails(413, "BODY_TOO_LARGE")
            .Fails(415, "UNSUPPORTED_MEDIA_TYPE", "CONTENT_TYPE_NOT_ALLOWED", "CONTENT_TYPE_MISMATCH", "NOT_AN_IMAGE")
            .HonoursIdempotencyKey()
            .WithResponseExample(CourseExamples.Detail);

    public static void MapCourseCopies(this RouteGroupBuilder course)
    {
        course.MapPost("/duplicate", DuplicateAsync)
            .WithSummary("Duplicate a course")
            .WithDescription(
                "The working copy with everything in it, labs, assessments and their questions too, as a draft of the caller's. Learners, "
                + "announcements and co-instructors stay.")
            .HonoursIdempotencyKey()
            .WithResponseExample(CourseExamples.Detail);
        course.MapGet("/export", ExportAsync)
            .WithSummary("The whole course as an archive")
            .WithDescription("A ZIP with `course.json` and the files that lessons and questions show. Importing it makes the same course.")
            .Fails(409, "COURSE_TOO_LARGE")
            .Produces(StatusCodes.Status200OK, contentType: "application/zip");
    }

    private static async Task<CreatedReply<CourseDetail>> DuplicateAsync(
        Guid id, HttpContext context, CoursePackages packages, CourseQueries queries)
    {
        var caller = context.User.Caller();
        if (!(await packages.TakeAsync(id, caller, context.RequestAborted)).TryGet(out var package, out var failure))
        {
            return failure;
        }

        var media = package.Media.ToDictionary(file => file.Id, file => file.Id);
        return await MadeAsync(await packages.MakeAsync(package, media, caller, context.RequestAborted), queries, context.RequestAborted);
    }

    private static async Task ExportAsync(Guid id, HttpContext context, CoursePackages packages, CourseArchives archives)
    {
        if (!(await packages.TakeAsync(id, context.User.Caller(), context.RequestAborted)).TryGet(out var package, out var failure)
            || !(await archives.WriteAsync(package, context.RequestAborted)).TryGet(out var archive, out failure))
        {
            await FailureWriter.WriteAsync(context, failure);
            return;
        }

        await using var content = archive;
        context.Response.ContentType = "application/zip";
        context.Response.ContentLength = archive.Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"course-{id}.zip\"";
        context.Response.Headers.CacheControl = "private, no-store";
        await archive.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task<CreatedReply<CourseDetail>> ImportAsync(
        HttpContext context, IValidator<CourseRequest> validator, CourseArchives archives, CourseQueries queries)
    {
        if (!context.Request.HasFormContentType)
        {
            return NotAForm;
        }

        var form = await context.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = MaxFormBytes }, context.RequestAborted);
        if (form.Files.GetFile("archive") is not { Length: > 0 } file)
        {
            return Failure.Invalid("archive", "An archive is required.");
        }

        await using var content = file.OpenReadStream();
        var made = await archives.ImportAsync(content, course => Check(course, validator), context.User.Caller(), context.RequestAborted);
        return await MadeAsync(made, queries, context.RequestAborted);
    }

    private static Failure? Check(PackagedCourse course, IValidator<CourseRequest> validator) => ValidationFilter.Check(
        validator,
        new CourseRequest(course.Title, course.Description, course.Difficulty, course.Tags, course.Skills, course.Capacity));

    private static async Task<CreatedReply<CourseDetail>> MadeAsync(
        Outcome<Guid> made, CourseQueries queries, CancellationToken cancellationToken) =>
        made.TryGet(out var id, out var failure)
            ? CreatedReply<CourseDetail>.At($"/api/v1/courses/{id}", (await queries.FindAsync(id, withContent: true, cancellationToken))!)
            : failure;
}

/// <summary>The form of POST /courses/import.</summary>
internal sealed record CourseArchiveForm(IFormFile Archive);
