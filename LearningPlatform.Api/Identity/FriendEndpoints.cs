using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity.Friends;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Identity;

/// <summary>Friends (document 2). An id is the friendship's or the other person's.</summary>
internal static class FriendEndpoints
{
    public static void MapFriends(this IEndpointRouteBuilder v1)
    {
        var friends = v1.MapGroup("/friends").WithTags("Friends").RequireAuthorization(Policies.SignedIn);
        friends.MapGet("", ListAsync)
            .WithSummary("Friends, the newest first; with `status` the requests")
            .WithMetadata(new QueryParameter("status", "string", "accepted (default), pending (asked of you), requested (asked by you)."))
            .WithPageParameters()
            .Produces<Envelope<Page<FriendView>>>();
        friends.MapPost("/request", RequestAsync)
            .WithSummary("Ask somebody to be a friend; if they have asked, you are friends at once")
            .Fails(404, "USER_NOT_FOUND")
            .Fails(409, "FRIEND_REQUEST_EXISTS")
            .HonoursIdempotencyKey()
            .WithRequestExample("""{"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001"}""");
        friends.MapPut("/{id:guid}/accept", AcceptAsync).WithSummary("Accept a request").Fails(404, "FRIEND_NOT_FOUND");
        friends.MapPut("/{id:guid}/reject", RejectAsync).WithSummary("Turn a request down").Fails(404, "FRIEND_NOT_FOUND");
        friends.MapDelete("/{id:guid}", RemoveAsync).WithSummary("End a friendship or take a request back").Fails(404, "FRIEND_NOT_FOUND");
    }

    private static async Task<Reply<Page<FriendView>>> ListAsync(
        HttpContext context, FriendService friends, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var status = query.Word<FriendStatus>("status") ?? FriendStatus.Accepted;
        var (limit, after) = (query.Limit(), query.After(key => key.Length == 0));
        return query.Failure is { } failure
            ? failure
            : await friends.ListAsync(context.User.Caller().UserId, status, after?.Id, limit, cancellationToken);
    }

    private static async Task<CreatedReply<FriendView>> RequestAsync(
        FriendRequest request, ClaimsPrincipal user, FriendService friends, CancellationToken cancellationToken)
    {
        var outcome = await friends.RequestAsync(user.Caller().UserId, request.UserId!.Value, cancellationToken);
        return outcome.TryGet(out var friend, out var failure) ? CreatedReply<FriendView>.At($"/api/v1/friends/{friend.Id}", friend) : failure;
    }

    private static async Task<Reply<FriendView>> AcceptAsync(
        Guid id, ClaimsPrincipal user, FriendService friends, CancellationToken cancellationToken) =>
        await friends.AcceptAsync(user.Caller().UserId, id, cancellationToken);

    private static async Task<NoContentReply> RejectAsync(
        Guid id, ClaimsPrincipal user, FriendService friends, CancellationToken cancellationToken) =>
        await friends.RejectAsync(user.Caller().UserId, id, cancellationToken);

    private static async Task<NoContentReply> RemoveAsync(
        Guid id, ClaimsPrincipal user, FriendService friends, CancellationToken cancellationToken) =>
        await friends.RemoveAsync(user.Caller().UserId, id, cancellationToken);
}

/// <summary>Whom to ask.</summary>
internal sealed record FriendRequest(Guid? UserId = null);

internal sealed class FriendRequestValidator : AbstractValidator<FriendRequest>
{
    public FriendRequestValidator() => RuleFor(request => request.UserId).NotEmpty();
}
