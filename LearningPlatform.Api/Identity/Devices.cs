using LearningPlatform.Core.Identity.Sessions;
using LearningPlatform.ServiceDefaults.Authentication;

namespace LearningPlatform.Api.Identity;

/// <summary>The device behind a request, and the end of its access tokens.</summary>
internal static class Devices
{
    public static ClientDevice Device(this HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        var shown = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return new(shown?.ToString() ?? "", context.Request.Headers.UserAgent.ToString());
    }

    /// <summary>Sessions that have ended in the database: their access tokens stop working now, not in a quarter of an hour.</summary>
    public static async Task RevokeAllAsync(this RevokedSessions revoked, IReadOnlyList<Guid> sessions)
    {
        foreach (var session in sessions)
        {
            await revoked.RevokeAsync(session);
        }
    }
}
