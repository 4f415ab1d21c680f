using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Study;

/// <summary>The people of a room.</summary>
internal static class RoomPeopleEndpoints
{
    public static void MapRoomPeople(this IEndpointRouteBuilder study)
    {
        var room = study.MapGroup("/rooms/{id:guid}").WithTags("Rooms");
        room.MapPost("/join", JoinAsync)
            .WithSummary("Join a room by its invite code; one that is not private without")
            .Fails(403, "ROOM_BANNED", "INVITE_CODE_WRONG")
            .Fails(404, "ROOM_NOT_FOUND")
            .Fails(409, "ROOM_FULL", "ROOM_CLOSED", "ALREADY_IN_ROOM", "ROOM_IS_PERSONAL")
            .WithRequestExample("""{"invite_code":"K7QX2M9RBT4W"}""")
            .WithResponseExample(StudyExamples.Room);
        room.MapPost("/leave", LeaveAsync)
            .WithSummary("Leave a room; its owner hands it over first")
            .Fails(404, "ROOM_NOT_FOUND")
            .Fails(409, "OWNER_MUST_HAND_OVER");
        room.MapGet("/participants", ListAsync)
            .WithSummary("Who is in the room, in the order in which they came")
            .WithPageParameters()
            .Fails(404, "ROOM_NOT_FOUND")
            .WithResponseExample(StudyExamples.Participants);
        room.MapPut("/participants/{userId:guid}", ChangeRoleAsync)
            .WithSummary("Make somebody a moderator or a member; the owner may")
            .WithDescription("`owner` hands the room over: you stay as a moderator. The new owner's level must allow one more shared room.")
            .Fails(403, "ROOM_ROLE_TOO_LOW")
            .Fails(404, "ROOM_NOT_FOUND", "PARTICIPANT_NOT_FOUND")
            .Fails(409, "CANNOT_CHANGE_YOURSELF", "ROOM_LIMIT_REACHED")
            .WithRequestExample("""{"role":"moderator"}""")
            .WithResponseExample(StudyExamples.Room);
        room.MapDelete("/participants/{userId:guid}", KickAsync)
            .WithSummary("Put somebody out; moderators may put out members")
            .WithRemovalFailures();
        room.MapGet("/bans", BansAsync)
            .WithSummary("Who may not come back")
            .Fails(403, "ROOM_ROLE_TOO_LOW")
            .Fails(404, "ROOM_NOT_FOUND");
        room.MapPut("/bans/{userId:guid}", BanAsync)
            .WithSummary("Put somebody out for good, or keep them out from the start")
            .WithRemovalFailures();
        room.MapDelete("/bans/{userId:guid}", UnbanAsync)
            .WithSummary("Let somebody back")
            .Fails(403, "ROOM_ROLE_TOO_LOW")
            .Fails(404, "ROOM_NOT_FOUND", "BAN_NOT_FOUND");
    }

    private static async Task<Reply<RoomView>> JoinAsync(
        Guid id, JoinRequest request, ClaimsPrincipal user, RoomMembers members, CancellationToken cancellationToken) =>
        RoomEndpoints.View(
            await members.JoinAsync(
                id, user.Caller().UserId, string.IsNullOrWhiteSpace(request.InviteCode) ? null : request.InviteCode, cancellationToken),
            user.Caller());

    private static async Task<NoContentReply> LeaveAsync(
        Guid id, ClaimsPrincipal user, RoomMembers members, CancellationToken cancellationToken) =>
        await members.LeaveAsync(id, user.Caller().UserId, cancellationToken);

    private static async Task<Reply<Page<ParticipantView>>> ListAsync(
        Guid id, HttpContext context, RoomMembers members, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After(key => key.Length == 0));
        return query.Failure is { } failure
            ? failure
            : await members.ListAsync(id, context.User.Caller(), after?.Id, limit, cancellationToken);
    }

    private static async Task<Reply<RoomView>> ChangeRoleAsync(
        Guid id, Guid userId, RoleRequest request, ClaimsPrincipal user, RoomMembers members, CancellationToken cancellationToken) =>
        RoomEndpoints.View(
            await members.ChangeRoleAsync(id, user.Caller(), userId, request.Role!.Value, cancellationToken), user.Caller());

    private static async Task<NoContentReply> KickAsync(
        Guid id, Guid userId, ClaimsPrincipal user, RoomMembers members, CancellationToken cancellationToken) =>
        await members.RemoveAsync(id, user.Caller(), userId, ban: false, cancellationToken);

    private static async Task<Reply<Page<RoomBan>>> BansAsync(
        Guid id, ClaimsPrincipal user, RoomMembers members, CancellationToken cancellationToken) =>
        await members.BansAsync(id, user.Caller(), cancellationToken);

    private static async Task<NoContentReply> BanAsync(
        Guid id, Guid userId, ClaimsPrincipal user, RoomMembers members, CancellationToken cancellationToken) =>
        await members.RemoveAsync(id, user.Caller(), userId, ban: true, cancellationToken);

    private static async Task<NoContentReply> UnbanAsync(
        Guid id, Guid userId, ClaimsPrincipal user, RoomMembers members, CancellationToken cancellationToken) =>
        await members.UnbanAsync(id, user.Caller(), userId, cancellationToken);

    private static void WithRemovalFailures(this RouteHandlerBuilder route) => route
        .Fails(403, "ROOM_ROLE_TOO_LOW")
        .Fails(404, "ROOM_NOT_FOUND", "PARTICIPANT_NOT_FOUND")
        .Fails(409, "CANNOT_CHANGE_YOURSELF", "TOO_MANY_BANS");
}

/// <summary>How somebody gets in.</summary>
/// <param name="InviteCode">Absent for a room that is not private.</param>
internal sealed record JoinRequest(string? InviteCode = null);

internal sealed class JoinRequestValidator : AbstractValidator<JoinRequest>
{
    public JoinRequestValidator() => RuleFor(request => request.InviteCode).MaximumLength(100);
}

/// <summary>What somebody is to be.</summary>
/// <param name="Role">member, moderator, or owner to hand the room over.</param>
internal sealed record RoleRequest(RoomRole? Role = null);

internal sealed class RoleRequestValidator : AbstractValidator<RoleRequest>
{
    public RoleRequestValidator() => RuleFor(request => request.Role).NotNull().IsInEnum();
}
