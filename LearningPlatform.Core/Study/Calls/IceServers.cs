using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LearningPlatform.Core.Study.Calls;

/// <summary>Configuration section <c>Rtc</c>: the servers that help the peers of a call to reach each other.</summary>
public sealed class RtcSettings
{
    public const string Section = "Rtc";

    /// <summary>Addresses of STUN servers, as in <c>stun:stun.example.org:3478</c>.</summary>
    public IReadOnlyList<string> StunUrls { get; set; } = [];

    /// <summary>Addresses of TURN servers, as in <c>turn:turn.example.org:3478?transport=udp</c> or <c>turns:…:5349</c>.</summary>
    public IReadOnlyList<string> TurnUrls { get; set; } = [];

    /// <summary>What the TURN servers know as well: coturn's <c>static-auth-secret</c>. Without it there is no TURN.</summary>
    public string? TurnSecret { get; set; }

    /// <summary>How long a credential opens new relays. One that is open goes on as long as its client refreshes it in time.</summary>
    public TimeSpan TurnLifetime { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>For a browser's <c>RTCConfiguration</c>.</summary>
/// <param name="IceServers">Goes there as it is.</param>
/// <param name="ExpiresAt">Ask again by then; null without TURN.</param>
public sealed record IceConfiguration(IReadOnlyList<IceServer> IceServers, DateTimeOffset? ExpiresAt)
{
    /// <summary>
    /// The servers, with credentials of <paramref name="userId"/>'s own: the "TURN REST API" scheme, which coturn reads with
    /// <c>use-auth-secret</c>. The user name is when it ends and whose it is, the password its HMAC-SHA1.
    /// </summary>
    public static IceConfiguration For(RtcSettings settings, Guid userId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var servers = new List<IceServer>();
        if (settings.StunUrls.Count > 0)
        {
            servers.Add(new(settings.StunUrls));
        }

        if (settings.TurnUrls.Count == 0 || string.IsNullOrEmpty(settings.TurnSecret))
        {
            return new(servers, null);
        }

        var expiresAt = now + settings.TurnLifetime;
        var username = string.Create(CultureInfo.InvariantCulture, $"{expiresAt.ToUnixTimeSeconds()}:{userId}");
        servers.Add(new(settings.TurnUrls, username, Sign(settings.TurnSecret, username)));
        return new(servers, expiresAt);
    }

#pragma warning disable CA5350 // The scheme says SHA-1; as a keyed hash of a short-lived name it is not broken.
    private static string Sign(string secret, string username) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username)));
#pragma warning restore CA5350
}

/// <summary>One entry of <c>iceServers</c>.</summary>
public sealed record IceServer(IReadOnlyList<string> Urls, string? Username = null, string? Credential = null);
