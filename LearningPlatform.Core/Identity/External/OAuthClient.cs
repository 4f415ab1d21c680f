using System.Net.Http.Headers;
using System.Text.Json;

namespace LearningPlatform.Core.Identity.External;

/// <summary>Speaks to a provider: RFC 6749's code flow with PKCE (RFC 7636), then the question who it is.</summary>
public sealed class OAuthClient(HttpClient http)
{
    public static readonly Failure Refused = new(
        FailureKind.Unauthenticated, "OAUTH_FAILED", "The provider did not confirm the sign-in. Start again.");

    /// <summary>Exchanges <paramref name="code"/> and asks who it stands for.</summary>
    /// <exception cref="HttpRequestException">The provider is away.</exception>
    public async Task<Outcome<ExternalPerson>> ExchangeAsync(
        OAuthProvider provider, string code, string? verifier, string redirectUri, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
            ["client_id"] = provider.ClientId,
            ["client_secret"] = provider.ClientSecret,
        };
        if (verifier is not null)
        {
            form["code_verifier"] = verifier;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, provider.TokenUrl) { Content = new FormUrlEncodedContent(form) };
        // GitHub answers with 200 and an error in the body; either way there is no token.
        if (await SendAsync(request, cancellationToken) is not { } answer
            || !answer.TryGetProperty("access_token", out var token) || token.ValueKind != JsonValueKind.String)
        {
            return Refused;
        }

        return await WhoAsync(provider, token.GetString()!, cancellationToken) is { } person ? person : Refused;
    }

    private async Task<ExternalPerson?> WhoAsync(OAuthProvider provider, string token, CancellationToken cancellationToken)
    {
        var user = await GetAsync(provider.UserUrl, token, cancellationToken);
        if (user is null)
        {
            return null;
        }

        if (provider.EmailsUrl is null)
        {
            return ExternalPerson.FromOpenId(user.Value);
        }

        return await GetAsync(provider.EmailsUrl, token, cancellationToken) is { } emails
            ? ExternalPerson.FromGitHub(user.Value, emails)
            : null;
    }

    private async Task<JsonElement?> GetAsync(string address, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>The answer's JSON; null for a refusal or anything that is not JSON.</summary>
    private async Task<JsonElement?> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new("application/json"));
        request.Headers.UserAgent.Add(new("LearningPlatform", null));
        using var response = await http.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode >= 500)
        {
            throw new HttpRequestException("The sign-in provider failed.", null, response.StatusCode);
        }

        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        try
        {
            var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)).RootElement;
            return json.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
