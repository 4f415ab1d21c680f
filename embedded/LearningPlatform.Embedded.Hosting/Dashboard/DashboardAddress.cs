using System.Security.Cryptography;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Where the dashboard is, and the token that opens it.</summary>
/// <param name="configuredUrls"><c>ASPNETCORE_URLS</c>, which is the dashboard's address under Aspire as well; its first port is taken.</param>
/// <param name="token">Random for each run when not given.</param>
internal sealed class DashboardAddress(string? configuredUrls, string? token)
{
    private const int DefaultPort = 18888;

    public int Port { get; } =
        Uri.TryCreate(configuredUrls?.Split(';')[0], UriKind.Absolute, out var url) && url.Port > 0 ? url.Port : DefaultPort;

    public string Token { get; } = string.IsNullOrEmpty(token) ? RandomNumberGenerator.GetHexString(32, lowercase: true) : token;

    public string LoginUrl => $"http://localhost:{Port}/login?t={Token}";
}
