using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Files;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Api.Catalog;

/// <summary>A course's picture: uploaded with the course (document 4), read by everybody.</summary>
internal static class CourseImageEndpoints
{
    // The picture and the form's other fields.
    private const int MaxFormBytes = ImageContent.MaxBytes + (256 * 1024);

    private static readonly Failure TooLarge = new(FailureKind.TooLarge, "IMAGE_TOO_LARGE", "A picture has at most 5 MB.");

    public static void MapCourseImages(this IEndpointRouteBuilder courses)
    {
        courses.MapPost("/upload", UploadAsync)
            .RequireAuthorization(Policies.Teacher)
            .DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(MaxFormBytes))
            .WithSummary("Create a course with a picture")
            .WithDescription("multipart/form-data: the course's fields (tags and skills separated by commas) and `image`: PNG, JPEG or WebP by content, at most 5 MB.")
            .Accepts<CourseForm>("multipart/form-data")
            .Fails(413, "IMAGE_TOO_LARGE", "BODY_TOO_LARGE")
            .Fails(415, "UNSUPPORTED_MEDIA_TYPE", "NOT_AN_IMAGE")
            .HonoursIdempotencyKey()
            .WithResponseExample(CourseExamples.Detail);
        courses.MapGet("/{id:guid}/image", GetAsync)
            .WithSummary("A course's picture")
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"])
            .Fails(404, "IMAGE_NOT_FOUND");
    }

    private static async Task<CreatedReply<CourseDetail>> UploadAsync(
        HttpRequest request,
        ClaimsPrincipal user,
        IValidator<CourseRequest> validator,
        CourseImages images,
        CourseAuthoring authoring,
        CourseQueries queries,
        CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return new Failure(FailureKind.UnsupportedMedia, "UNSUPPORTED_MEDIA_TYPE", "Send multipart/form-data.");
        }

        var form = await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = MaxFormBytes }, cancellationToken);
        if (!CourseForm.Read(form, validator).TryGet(out var course, out var failure))
        {
            return failure;
        }

        string? imageKey = null;
        if (form.Files.GetFile("image") is { } file)
        {
            if (file.Length > ImageContent.MaxBytes)
            {
                return TooLarge;
            }

            var bytes = new byte[file.Length];
            await using (var stream = file.OpenReadStream())
            {
                await stream.ReadExactlyAsync(bytes, cancellationToken);
            }

            if (!(await images.SaveAsync(bytes, cancellationToken)).TryGet(out imageKey, out failure))
            {
                return failure;
            }
        }

        var id = await authoring.CreateAsync(course.ToContent(), course.Status == CourseStatus.Draft, imageKey, user.Caller(), cancellationToken);
        return CreatedReply<CourseDetail>.At($"/api/v1/courses/{id}", (await queries.FindAsync(id, withContent: true, cancellationToken))!);
    }

    private static async Task GetAsync(
        Guid id, HttpContext context, LearningDbContext db, CourseTeachers teachers, CourseImages images, CancellationToken cancellationToken)
    {
        var course = await db.Courses.AsNoTracking()
            .Where(course => course.Id == id)
            .Select(course => new { course.ImageKey, course.Status })
            .FirstOrDefaultAsync(cancellationToken);
        var visible = course is not null
            && (course.Status != CourseStatus.Draft
                || (context.User.CallerOrNull() is { } caller && await teachers.MayTeachAsync(id, caller, cancellationToken)));
        await using var image = visible && course!.ImageKey is { } key ? await images.OpenAsync(key, cancellationToken) : null;
        if (image is null)
        {
            await FailureWriter.WriteAsync(context, Failure.NotFound("IMAGE_NOT_FOUND", "This course has no picture."));
            return;
        }

        var response = context.Response;
        response.ContentType = image.MediaType;
        response.ContentLength = image.Length;
        // The address names the bytes (v=): it never shows another picture.
        response.Headers.CacheControl = context.Request.Query["v"] == course!.ImageKey ? "public, max-age=31536000, immutable" : "public, no-cache";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        await image.Content.CopyToAsync(response.Body, cancellationToken);
    }
}
