using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog.Authoring;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Learning.Progress;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace LearningPlatform.Api.Files;

/// <summary>Media of courses (document 5).</summary>
internal static class MediaEndpoints
{
    /// <summary>Larger files go straight to the storage.</summary>
    private const int MaxFileBytes = 25 * 1024 * 1024;

    private const int MaxFormBytes = MaxFileBytes + (64 * 1024);

    private static readonly Failure NotAForm = new(FailureKind.UnsupportedMedia, "UNSUPPORTED_MEDIA_TYPE", "Send multipart/form-data.");

    private static readonly Failure NotFound = Failure.NotFound("MEDIA_NOT_FOUND", "There is no such medium.");

    private static readonly Failure TooLarge = new(
        FailureKind.TooLarge, "UPLOAD_TOO_LARGE", "A form takes files up to 25 MB. Announce larger ones with POST /uploads.");

    public static void MapMedia(this IEndpointRouteBuilder v1)
    {
        var media = v1.MapGroup("/media").WithTags("Files").RequireAuthorization(Policies.SignedIn);
        media.MapPost("/upload", UploadAsync)
            .DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(MaxFormBytes))
            .WithSummary("Upload a small file for a course")
            .WithDescription("multipart/form-data with `file`, at most 25 MB. For larger ones use POST /uploads with the purpose media.")
            .Accepts<MediaForm>("multipart/form-data")
            .Fails(409, "UPLOAD_QUOTA_EXCEEDED")
            .Fails(413, "UPLOAD_TOO_LARGE", "BODY_TOO_LARGE")
            .Fails(415, "UNSUPPORTED_MEDIA_TYPE", "CONTENT_TYPE_NOT_ALLOWED", "CONTENT_TYPE_MISMATCH")
            .HonoursIdempotencyKey()
            .WithResponseExample(FileExamples.Upload);
        media.MapGet("/{id:guid}/url", GetUrlAsync)
            .WithSummary("A link to a medium's bytes")
            .WithDescription("For its owner, and for everybody who may read a lesson that shows it. Works for a quarter of an hour.")
            .WithMetadata(new QueryParameter("download", "boolean", "true to save the file instead of showing it."))
            .Fails(404, "MEDIA_NOT_FOUND")
            .WithResponseExample(FileExamples.Link);
    }

    private static async Task<CreatedReply<UploadView>> UploadAsync(
        HttpRequest request, ClaimsPrincipal user, Uploads uploads, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return NotAForm;
        }

        var form = await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = MaxFormBytes }, cancellationToken);
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            return Failure.Invalid("file", "A file is required.");
        }

        if (file.Length > MaxFileBytes)
        {
            return TooLarge;
        }

        if (!UploadRules.IsFileName(file.FileName))
        {
            return Failure.Invalid("file", "The file's name is not one.");
        }

        await using var content = file.OpenReadStream();
        var saved = await uploads.SaveAsync(
            new(UploadPurpose.Media, file.FileName, file.ContentType ?? "", file.Length), content, user.Caller(), cancellationToken);
        return saved.TryGet(out var upload, out var failure)
            ? CreatedReply<UploadView>.At($"/api/v1/uploads/{upload.Id}", upload)
            : failure;
    }

    private static async Task<Reply<FileLink>> GetUrlAsync(
        Guid id, HttpContext context, Uploads uploads, CourseMedia media, CourseAccess access, bool download = false)
    {
        var cancellationToken = context.RequestAborted;
        var upload = await uploads.FindAsync(id, cancellationToken);
        return upload is { Purpose: UploadPurpose.Media, State: UploadState.Ready } && await MayReadAsync()
            ? await uploads.LinkAsync(id, inline: !download, cancellationToken)
            : NotFound;

        async Task<bool> MayReadAsync()
        {
            var caller = context.User.Caller();
            if ((await uploads.FindOwnAsync(id, caller, cancellationToken)).Failure is null)
            {
                return true;
            }

            var (mayRead, modules) = await media.ReadersAsync(id, caller, cancellationToken);
            for (var index = 0; !mayRead && index < modules.Count; index++)
            {
                var (courseId, moduleId) = modules[index];
                mayRead = await access.ClosedModulesAsync(courseId, caller.UserId, cancellationToken) is { } closed
                    && !closed.Contains(moduleId);
            }

            return mayRead;
        }
    }
}

/// <summary>The form of POST /media/upload.</summary>
internal sealed record MediaForm(IFormFile File);
