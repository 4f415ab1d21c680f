using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity.Sessions;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Identity;

/// <summary>The devices that an account is signed in on.</summary>
internal static class SessionEndpoints
{
    private static readonly Failure NotFound = Failure.NotFound("SESSION_NOT_FOUND", "There is no such session.");

    public static void MapSessions(this IEndpointRouteBuilder auth)
    {
        var sessions = auth.MapGroup("/sessions").RequireAuthorization(Policies.SignedIn);
        sessions.MapGet("/", ListAsync)
            .WithSummary("Devices that are signed in, the one used last first")
            .WithResponseExample(IdentityExamples.Sessions);
        sessions.MapDelete("/{id:guid}", EndAsync).WithSummary("Sign a device out").Fails(404, "SESSION_NOT_FOUND");
    }

    private static async Task<Reply<Page<SessionView>>> ListAsync(
        ClaimsPrincipal user, SessionService sessions, CancellationToken cancellationToken) =>
        new Page<SessionView>(await sessions.ListAsync(user.Caller(), cancellationToken), null);

    private static async Task<NoContentReply> EndAsync(
        Guid id,
        HttpContext context,
        ClaimsPrincipal user,
        SessionService sessions,
        RevokedSessions revoked,
        CancellationToken cancellationToken)
    {
        var ended = await sessions.EndAsync(user.Caller().UserId, id, RevocationReasons.ByOwner, context.Device(), cancellationToken);
        if (!ended)
        {
            return NotFound;
        }

        await revoked.RevokeAsync(id);
        return NoContentReply.Done;
    }
}
