using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Study.Materials;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Study;

/// <summary>Materials: files to study with. Their bytes come by <c>/uploads</c> (purpose <c>material</c>) and go by signed URLs.</summary>
internal static class MaterialEndpoints
{
    public static void MapMaterials(this IEndpointRouteBuilder study)
    {
        var materials = study.MapGroup("/materials").WithTags("Materials");
        materials.MapPost("", CreateAsync)
            .WithSummary("Make a material of a file that you have uploaded")
            .HonoursIdempotencyKey()
            .Fails(404, "UPLOAD_NOT_FOUND", "ROOM_NOT_FOUND")
            .Fails(409, "UPLOAD_NOT_COMPLETED", "UPLOAD_IN_USE", "UPLOAD_PURPOSE_MISMATCH", "ROOM_STORAGE_FULL", "ROOM_CLOSED")
            .WithRequestExample(StudyExamples.MaterialRequest)
            .WithResponseExample(StudyExamples.Material);
        materials.MapGet("", ListAsync)
            .WithSummary("Your materials, newest first; with `scope=shared` those that others share with you")
            .WithMetadata(new QueryParameter("scope", "string", "own (default) or shared."))
            .WithPageParameters()
            .WithResponseExample(StudyExamples.MaterialList);
        study.MapGet("/rooms/{id:guid}/materials", ListRoomAsync)
            .WithTags("Materials")
            .WithSummary("A room's materials, newest first")
            .WithPageParameters()
            .Fails(404, "ROOM_NOT_FOUND")
            .WithResponseExample(StudyExamples.MaterialList);
        materials.MapGet("/{id:guid}", GetAsync)
            .WithSummary("A material").Fails(404, "MATERIAL_NOT_FOUND").WithResponseExample(StudyExamples.Material);
        materials.MapPut("/{id:guid}", UpdateAsync)
            .WithSummary("Rename a material")
            .WithDescription("Its owner may, who was given `edit`, and moderators of its room. In a room its owner must be in it.")
            .WithChangeFailures()
            .WithRequestExample("""{"name":"Biology Notes","description":"Chapter 5 summary"}""")
            .WithResponseExample(StudyExamples.Material);
        materials.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Delete a material with all its versions: yours, or as a moderator one of the room's")
            .WithChangeFailures();
        materials.MapPut("/{id:guid}/share", ShareAsync)
            .WithSummary("Share your material with somebody, or with a room")
            .WithDescription("Give `user_id` and `permission` (view, edit, or none to end it), or `room_id` to put it into a room that "
                + "you are in; with `permission` none it is taken back from the room.")
            .Fails(403, "MATERIAL_READ_ONLY")
            .Fails(404, "MATERIAL_NOT_FOUND", "USER_NOT_FOUND", "ROOM_NOT_FOUND")
            .Fails(409, "MATERIAL_OWNER", "TOO_MANY_SHARES", "ROOM_STORAGE_FULL", "ROOM_CLOSED", "MATERIAL_CHANGED")
            .WithRequestExample("""{"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de002","permission":"view"}""")
            .WithResponseExample(StudyExamples.Material);
        materials.MapGet("/{id:guid}/download", DownloadAsync)
            .WithSummary("A link to the newest file that expires")
            .Fails(404, "MATERIAL_NOT_FOUND")
            .WithResponseExample(StudyExamples.FileLink);
        materials.MapGet("/{id:guid}/versions", VersionsAsync)
            .WithSummary("All files of the material, the newest first").Fails(404, "MATERIAL_NOT_FOUND");
        materials.MapPost("/{id:guid}/versions", AddVersionAsync)
            .WithSummary("Make a file that you have uploaded the newest version")
            .HonoursIdempotencyKey()
            .WithChangeFailures()
            .Fails(404, "UPLOAD_NOT_FOUND")
            .Fails(409, "UPLOAD_NOT_COMPLETED", "UPLOAD_IN_USE", "ROOM_STORAGE_FULL", "TOO_MANY_VERSIONS", "MATERIAL_CHANGED")
            .WithRequestExample("""{"upload_id":"0199c3f8-1d20-7f4a-8e11-6a1b9c2d3e4f"}""")
            .WithResponseExample(StudyExamples.Material);
        materials.MapGet("/{id:guid}/versions/{number:int}/download", DownloadVersionAsync)
            .WithSummary("A link to an older file that expires")
            .Fails(404, "MATERIAL_NOT_FOUND", "MATERIAL_VERSION_NOT_FOUND")
            .WithResponseExample(StudyExamples.FileLink);
    }

    private static async Task<CreatedReply<MaterialView>> CreateAsync(
        MaterialRequest request, ClaimsPrincipal user, MaterialService materials, CancellationToken cancellationToken)
    {
        var created = await materials.CreateAsync(
            user.Caller().UserId, request.UploadId!.Value, request.RoomId, request.Name, request.Description?.Trim() ?? "",
            cancellationToken);
        return created.TryGet(out var material, out var failure)
            ? CreatedReply<MaterialView>.At($"/api/v1/materials/{material.Id}", material)
            : failure;
    }

    private static async Task<Reply<Page<MaterialView>>> ListAsync(
        HttpContext context, MaterialService materials, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var scope = query.Word<MaterialScope>("scope") ?? MaterialScope.Own;
        var (limit, after) = (query.Limit(), query.After(key => key.Length == 0));
        return query.Failure is { } failure
            ? failure
            : await materials.ListAsync(context.User.Caller().UserId, scope == MaterialScope.Shared, after?.Id, limit, cancellationToken);
    }

    private static async Task<Reply<Page<MaterialView>>> ListRoomAsync(
        Guid id, HttpContext context, MaterialService materials, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After(key => key.Length == 0));
        return query.Failure is { } failure
            ? failure
            : await materials.ListRoomAsync(id, context.User.Caller().UserId, after?.Id, limit, cancellationToken);
    }

    private static async Task<Reply<MaterialView>> GetAsync(
        Guid id, ClaimsPrincipal user, MaterialService materials, CancellationToken cancellationToken) =>
        await materials.GetAsync(id, user.Caller().UserId, cancellationToken);

    private static async Task<Reply<MaterialView>> UpdateAsync(
        Guid id, MaterialUpdateRequest request, HttpContext context, MaterialService materials, CancellationToken cancellationToken) =>
        await materials.UpdateAsync(
            id, context.User.Caller().UserId, request.Name!.Trim(), request.Description?.Trim() ?? "", context.IfMatch(),
            cancellationToken);

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, HttpContext context, MaterialService materials, CancellationToken cancellationToken) =>
        await materials.DeleteAsync(id, context.User.Caller().UserId, context.IfMatch(), cancellationToken);

    private static async Task<Reply<MaterialView>> ShareAsync(
        Guid id, ShareRequest request, ClaimsPrincipal user, MaterialSharing sharing, CancellationToken cancellationToken)
    {
        var granted = request.Permission switch
        {
            SharePermission.View => MaterialPermission.View,
            SharePermission.Edit => MaterialPermission.Edit,
            _ => (MaterialPermission?)null,
        };
        return request.UserId is { } userId
            ? await sharing.WithPersonAsync(id, user.Caller(), userId, granted, cancellationToken)
            : await sharing.WithRoomAsync(
                id, user.Caller().UserId, request.Permission == SharePermission.None ? null : request.RoomId, cancellationToken);
    }

    private static async Task<Reply<FileLink>> DownloadAsync(
        Guid id, ClaimsPrincipal user, MaterialService materials, CancellationToken cancellationToken) =>
        await materials.LinkAsync(id, user.Caller().UserId, number: null, cancellationToken);

    private static async Task<Reply<Page<MaterialVersion>>> VersionsAsync(
        Guid id, ClaimsPrincipal user, MaterialSharing sharing, CancellationToken cancellationToken) =>
        await sharing.VersionsAsync(id, user.Caller().UserId, cancellationToken);

    private static async Task<Reply<MaterialView>> AddVersionAsync(
        Guid id, VersionRequest request, HttpContext context, MaterialSharing sharing, CancellationToken cancellationToken) =>
        await sharing.AddVersionAsync(id, context.User.Caller().UserId, request.UploadId!.Value, context.IfMatch(), cancellationToken);

    private static async Task<Reply<FileLink>> DownloadVersionAsync(
        Guid id, int number, ClaimsPrincipal user, MaterialService materials, CancellationToken cancellationToken) =>
        await materials.LinkAsync(id, user.Caller().UserId, number, cancellationToken);

    private static RouteHandlerBuilder WithChangeFailures(this RouteHandlerBuilder route) => route
        .Fails(403, "MATERIAL_READ_ONLY", "ROOM_ROLE_TOO_LOW")
        .Fails(404, "MATERIAL_NOT_FOUND")
        .Fails(409, "ROOM_CLOSED")
        .Fails(412, "PRECONDITION_FAILED");
}
