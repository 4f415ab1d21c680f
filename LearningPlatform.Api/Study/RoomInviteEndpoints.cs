using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Study;

/// <summary>Invitations to people.</summary>
internal static class RoomInviteEndpoints
{
    public static void MapRoomInvites(this IEndpointRouteBuilder study)
    {
        var rooms = study.MapGroup("/rooms").WithTags("Rooms");
        rooms.MapPost("/{id:guid}/invite", InviteAsync)
            .WithSummary("Invite somebody; they are told")
            .HonoursIdempotencyKey()
            .Fails(403, "ROOM_ROLE_TOO_LOW")
            .Fails(404, "ROOM_NOT_FOUND", "USER_NOT_FOUND")
            .Fails(409, "ALREADY_IN_ROOM", "USER_BANNED", "ROOM_IS_PERSONAL", "ROOM_CLOSED", "TOO_MANY_INVITES")
            .WithRequestExample("""{"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001"}""")
            .WithResponseExample(StudyExamples.Invite);
        rooms.MapGet("/invites", ListAsync)
            .WithSummary("Invitations that wait for your answer")
            .WithPageParameters()
            .WithResponseExample(StudyExamples.InviteList);
        rooms.MapPut("/invites/{id:guid}/accept", AcceptAsync)
            .WithSummary("Accept an invitation: you are in the room")
            .Fails(403, "ROOM_BANNED")
            .Fails(404, "INVITE_NOT_FOUND")
            .Fails(409, "ROOM_FULL", "ROOM_CLOSED", "ALREADY_IN_ROOM")
            .WithResponseExample(StudyExamples.Room);
        rooms.MapPut("/invites/{id:guid}/decline", DeclineAsync).WithSummary("Turn an invitation down").Fails(404, "INVITE_NOT_FOUND");
    }

    private static async Task<CreatedReply<InviteView>> InviteAsync(
        Guid id, InviteRequest request, ClaimsPrincipal user, RoomInvites invites, CancellationToken cancellationToken) =>
        (await invites.InviteAsync(id, request.UserId!.Value, user.Caller(), cancellationToken)).TryGet(out var invite, out var failure)
            ? CreatedReply<InviteView>.At($"/api/v1/rooms/{id}", invite)
            : failure;

    private static async Task<Reply<Page<InviteView>>> ListAsync(
        HttpContext context, RoomInvites invites, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After(key => key.Length == 0));
        return query.Failure is { } failure
            ? failure
            : await invites.ListAsync(context.User.Caller().UserId, after?.Id, limit, cancellationToken);
    }

    private static async Task<Reply<RoomView>> AcceptAsync(
        Guid id, ClaimsPrincipal user, RoomInvites invites, CancellationToken cancellationToken) =>
        RoomEndpoints.View(await invites.AcceptAsync(id, user.Caller().UserId, cancellationToken), user.Caller());

    private static async Task<NoContentReply> DeclineAsync(
        Guid id, ClaimsPrincipal user, RoomInvites invites, CancellationToken cancellationToken) =>
        await invites.DeclineAsync(id, user.Caller().UserId, cancellationToken);
}

/// <summary>Whom to invite.</summary>
internal sealed record InviteRequest(Guid? UserId = null);

internal sealed class InviteRequestValidator : AbstractValidator<InviteRequest>
{
    public InviteRequestValidator() => RuleFor(request => request.UserId).NotEmpty();
}
