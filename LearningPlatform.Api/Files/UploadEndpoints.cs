using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Files;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Files;

/// <summary>Files that clients send straight to the object storage (document 2).</summary>
internal static class UploadEndpoints
{
    public static void AddFiles(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, FilesJson.Default));
        services.AddSingleton<IValidator<UploadRequest>, UploadRequestValidator>();
        services.AddFilesCore();
    }

    public static void MapFiles(this IEndpointRouteBuilder v1)
    {
        var uploads = v1.MapGroup("/uploads").WithTags("Files").RequireAuthorization(Policies.SignedIn);
        uploads.MapPost("/", BeginAsync)
            .WithSummary("Announce a file")
            .WithDescription(
                "Answers with a signed URL. PUT the file there with exactly the headers given, then complete the upload. What a purpose "
                + "takes: avatar PNG, JPEG or WebP up to 5 MB; material and submission up to 100 MB; media up to 1 GB. All of one person's "
                + "files have 1 GB, an instructor's 20 GB. What is not completed within a day is gone, and so is what nothing uses: media within a month.")
            .Fails(409, "UPLOAD_QUOTA_EXCEEDED")
            .Fails(413, "UPLOAD_TOO_LARGE")
            .Fails(415, "CONTENT_TYPE_NOT_ALLOWED")
            .HonoursIdempotencyKey()
            .WithRequestExample(FileExamples.UploadRequest)
            .WithResponseExample(FileExamples.Ticket);
        uploads.MapGet("/{id:guid}", GetAsync)
            .WithSummary("An upload of the caller's")
            .Fails(404, "UPLOAD_NOT_FOUND")
            .WithResponseExample(FileExamples.Upload);
        uploads.MapPost("/{id:guid}/complete", CompleteAsync)
            .WithSummary("Say that the file has been sent")
            .WithDescription(
                "The file is read and held to its declared size, type and SHA-256, then moved to its place. A file that is not as declared is "
                + "removed. Completing again changes nothing.")
            .Fails(404, "UPLOAD_NOT_FOUND")
            .Fails(409, "UPLOAD_NOT_RECEIVED", "UPLOAD_SIZE_MISMATCH", "UPLOAD_HASH_MISMATCH", "UPLOAD_CHANGED")
            .Fails(415, "CONTENT_TYPE_MISMATCH", "NOT_AN_IMAGE")
            .WithResponseExample(FileExamples.Upload);
        uploads.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Remove a file that nothing uses")
            .Fails(404, "UPLOAD_NOT_FOUND")
            .Fails(409, "UPLOAD_IN_USE");
        v1.MapMedia();
    }

    private static async Task<CreatedReply<UploadTicket>> BeginAsync(
        UploadRequest request, ClaimsPrincipal user, Uploads uploads, CancellationToken cancellationToken)
    {
        var begun = await uploads.BeginAsync(request.ToUpload(), user.Caller(), cancellationToken);
        return begun.TryGet(out var ticket, out var failure)
            ? CreatedReply<UploadTicket>.At($"/api/v1/uploads/{ticket.Upload.Id}", ticket)
            : failure;
    }

    private static async Task<Reply<UploadView>> GetAsync(
        Guid id, ClaimsPrincipal user, Uploads uploads, CancellationToken cancellationToken) =>
        await uploads.FindOwnAsync(id, user.Caller(), cancellationToken);

    private static async Task<Reply<UploadView>> CompleteAsync(
        Guid id, ClaimsPrincipal user, Uploads uploads, CancellationToken cancellationToken) =>
        await uploads.CompleteAsync(id, user.Caller(), cancellationToken);

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, ClaimsPrincipal user, Uploads uploads, CancellationToken cancellationToken) =>
        await uploads.DeleteOwnAsync(id, user.Caller(), cancellationToken);
}
