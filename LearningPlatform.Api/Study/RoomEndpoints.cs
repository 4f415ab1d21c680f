using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Study;

/// <summary>Rooms themselves.</summary>
internal static class RoomEndpoints
{
    public static void MapRooms(this IEndpointRouteBuilder study)
    {
        var rooms = study.MapGroup("/rooms").WithTags("Rooms");
        rooms.MapPost("", CreateAsync)
            .WithSummary("Create a room")
            .WithDescription("A shared room's size, how many of them, and screen sharing depend on your level. What is absent is private and as "
                + "large as your level allows. A personal room is for you alone.")
            .HonoursIdempotencyKey()
            .Fails(403, "LEVEL_TOO_LOW")
            .Fails(409, "ROOM_LIMIT_REACHED")
            .WithRequestExample(StudyExamples.RoomRequest)
            .WithResponseExample(StudyExamples.Room);
        rooms.MapGet("", ListAsync)
            .WithSummary("Your rooms, newest first; with `scope=open` those that anybody may join")
            .WithMetadata(new QueryParameter("scope", "string", "mine (default) or open."))
            .WithPageParameters()
            .WithResponseExample(StudyExamples.RoomList);
        rooms.MapGet("/{id:guid}", GetAsync)
            .WithSummary("A room")
            .WithDescription("With its people for those who are in it, with invitations and the invite code for those who may invite. A private "
                + "room does not exist for others.")
            .Fails(404, "ROOM_NOT_FOUND")
            .WithResponseExample(StudyExamples.Room);
        rooms.MapPut("/{id:guid}", UpdateAsync)
            .WithSummary("Replace a room's fields; the owner may")
            .WithDescription("Absent settings stay as they are. `is_active: false` closes the room: it can only be read. What an admin closes, "
                + "only an admin opens. With If-Match, a version that has changed since is refused (412).")
            .Fails(403, "ROOM_ROLE_TOO_LOW", "LEVEL_TOO_LOW", "ROOM_BLOCKED")
            .Fails(404, "ROOM_NOT_FOUND")
            .Fails(409, "MORE_PEOPLE_IN_ROOM")
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(StudyExamples.RoomRequest)
            .WithResponseExample(StudyExamples.Room);
        rooms.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Delete a room with everything in it; the owner may")
            .Fails(403, "ROOM_ROLE_TOO_LOW")
            .Fails(404, "ROOM_NOT_FOUND")
            .Fails(412, "PRECONDITION_FAILED");
        rooms.MapPost("/{id:guid}/invite-code", RenewCodeAsync)
            .WithSummary("Get a new invite code; the old one is void")
            .Fails(403, "ROOM_ROLE_TOO_LOW")
            .Fails(404, "ROOM_NOT_FOUND")
            .Fails(409, "ROOM_CLOSED", "ROOM_IS_PERSONAL")
            .WithResponseExample(StudyExamples.InviteCode);
    }

    /// <summary>The room as the caller sees it.</summary>
    public static Outcome<RoomView> View(Outcome<Document<Room>> changed, Caller caller) => changed.TryGet(out var room, out var failure)
        ? RoomView.Of(room, Membership.ToManage(room.Id, room.Body, caller, RoomAction.See).TryGet(out var rights, out _) ? rights : null)
        : failure;

    private static async Task<CreatedReply<RoomView>> CreateAsync(
        RoomRequest request, ClaimsPrincipal user, RoomService rooms, CancellationToken cancellationToken)
    {
        var created = await rooms.CreateAsync(request.Type ?? RoomType.Shared, request.ToContent(), user.Caller(), cancellationToken);
        return View(created, user.Caller()).TryGet(out var room, out var failure)
            ? CreatedReply<RoomView>.At($"/api/v1/rooms/{room.Id}", room)
            : failure;
    }

    private static async Task<Reply<Page<RoomSummary>>> ListAsync(
        HttpContext context, RoomService rooms, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var scope = query.Word<RoomScope>("scope") ?? RoomScope.Mine;
        var (limit, after) = (query.Limit(), query.After(key => key.Length == 0));
        return query.Failure is { } failure
            ? failure
            : await rooms.ListAsync(context.User.Caller().UserId, scope == RoomScope.Open, after?.Id, limit, cancellationToken);
    }

    private static async Task<Reply<RoomView>> GetAsync(
        Guid id, ClaimsPrincipal user, RoomService rooms, CancellationToken cancellationToken) =>
        await rooms.GetAsync(id, user.Caller(), cancellationToken);

    private static async Task<Reply<RoomView>> UpdateAsync(
        Guid id, RoomRequest request, HttpContext context, RoomService rooms, CancellationToken cancellationToken)
    {
        var caller = context.User.Caller();
        return View(await rooms.UpdateAsync(id, request.ToContent(), caller, context.IfMatch(), cancellationToken), caller);
    }

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, HttpContext context, RoomService rooms, CancellationToken cancellationToken) =>
        await rooms.DeleteAsync(id, context.User.Caller(), context.IfMatch(), cancellationToken);

    private static async Task<Reply<InviteCodeResponse>> RenewCodeAsync(
        Guid id, ClaimsPrincipal user, RoomService rooms, CancellationToken cancellationToken) =>
        (await rooms.RenewCodeAsync(id, user.Caller(), cancellationToken)).TryGet(out var room, out var failure)
            ? new InviteCodeResponse(room.Body.InviteCode!)
            : failure;
}

/// <summary>Which rooms a list has.</summary>
internal enum RoomScope
{
    Mine,
    Open,
}

/// <summary>A room as its owner describes it.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Description">At most 2,000 characters.</param>
/// <param name="Type">On creation only: <c>shared</c> (default) or <c>personal</c>.</param>
/// <param name="MaxParticipants">You included, 2 to 150, as your level allows.</param>
/// <param name="Settings">The room's switches.</param>
/// <param name="IsActive">False closes the room.</param>
internal sealed record RoomRequest(
    string? Name,
    string? Description = null,
    RoomType? Type = null,
    int? MaxParticipants = null,
    RoomSettingsRequest? Settings = null,
    bool? IsActive = null)
{
    public RoomContent ToContent() => new(
        Name!.Trim(), Description?.Trim() ?? "", MaxParticipants, Settings?.IsPrivate, Settings?.AllowScreenSharing, IsActive);
}

/// <summary>A room's switches.</summary>
/// <param name="IsPrivate">Strangers cannot know of it. Default true.</param>
/// <param name="AllowScreenSharing">Default: if your level allows it.</param>
internal sealed record RoomSettingsRequest(bool? IsPrivate = null, bool? AllowScreenSharing = null);

/// <summary>The code that lets people in.</summary>
internal sealed record InviteCodeResponse(string InviteCode);

internal sealed class RoomRequestValidator : AbstractValidator<RoomRequest>
{
    public RoomRequestValidator()
    {
        RuleFor(room => room.Name).NotEmpty().MaximumLength(Room.NameMaxLength);
        RuleFor(room => room.Description).MaximumLength(Room.DescriptionMaxLength);
        RuleFor(room => room.MaxParticipants).InclusiveBetween(2, RoomAllowance.Highest.Participants)
            .When(room => room.Type != RoomType.Personal);
    }
}
