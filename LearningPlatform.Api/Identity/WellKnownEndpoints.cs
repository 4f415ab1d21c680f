using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Api.Identity;

/// <summary>What other services need to check our tokens, where OpenID Connect Discovery and RFC 7517 put it; no envelope.</summary>
internal static class WellKnownEndpoints
{
    public static void MapWellKnown(this IEndpointRouteBuilder app)
    {
        var wellKnown = app.MapGroup("/.well-known").WithTags("Keys");
        wellKnown.MapGet("/jwks.json", GetKeysAsync).WithSummary("The public keys of access tokens");
        wellKnown.MapGet("/openid-configuration", GetConfiguration).WithSummary("Issuer and address of the keys");
    }

    private static async Task<Ok<KeySet>> GetKeysAsync(HttpContext context, SigningKeys keys, CancellationToken cancellationToken)
    {
        // Well under the day that a new key is published ahead.
        context.Response.Headers.CacheControl = "public, max-age=300";
        var all = await keys.AllAsync(cancellationToken);
        return TypedResults.Ok(new KeySet([.. all.Select(key => new PublicKey("EC", "sig", "ES256", "P-256", key.Id, key.X, key.Y))]));
    }

    private static Ok<Configuration> GetConfiguration(HttpContext context, IOptions<IdentitySettings> settings)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        var issuer = settings.Value.Issuer.TrimEnd('/');
        return TypedResults.Ok(new Configuration(
            settings.Value.Issuer, $"{issuer}/.well-known/jwks.json", $"{issuer}/api/v1/auth/login", ["ES256"], ["token"], ["public"]));
    }

    internal sealed record KeySet(IReadOnlyList<PublicKey> Keys);

    internal sealed record PublicKey(string Kty, string Use, string Alg, string Crv, string Kid, string X, string Y);

    internal sealed record Configuration(
        string Issuer,
        string JwksUri,
        string TokenEndpoint,
        IReadOnlyList<string> IdTokenSigningAlgValuesSupported,
        IReadOnlyList<string> ResponseTypesSupported,
        IReadOnlyList<string> SubjectTypesSupported);
}
