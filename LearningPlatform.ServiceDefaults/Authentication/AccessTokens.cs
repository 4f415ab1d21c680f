using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>Checks access tokens: ES256 only, exact issuer and audience, key by its id, times, revoked sessions.</summary>
internal sealed class AccessTokens(ITokenKeys keys, RevokedSessions revoked, IOptions<TokenOptions> options, TimeProvider time)
{
    /// <summary>Characters; ours have about 700. Longer ones are not even parsed.</summary>
    private const int MaxLength = 8 * 1024;

    /// <summary>How far apart the clocks of two machines may be.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxLength };
    private readonly Generations<string, ValidatedToken> _validated = new(options.Value.RememberedTokens, new SignatureComparer());

    /// <summary>Whose token it is, or what is wrong with it.</summary>
    public async ValueTask<TokenCheck> CheckAsync(Credential credential, CancellationToken cancellationToken)
    {
        if (credential.Carrier.Length > MaxLength)
        {
            return TokenDefect.TooLong;
        }

        var known = _validated.Find(credential.Carrier);
        if (known is not null && await keys.FindAsync(known.KeyId, cancellationToken) is not null)
        {
            return CheckNow(known);
        }

        var (defect, validated) = await ValidateAsync(credential.Carrier[credential.Start..].Trim(), cancellationToken);
        if (validated is null)
        {
            return defect;
        }

        var check = CheckNow(validated);
        if (check.Principal is not null)
        {
            _validated.GetOrAdd(credential.Carrier, validated);
        }

        return check;
    }

    /// <summary>What may change from one request to the next.</summary>
    private TokenCheck CheckNow(ValidatedToken validated)
    {
        var now = time.GetUtcNow();
        if (now >= validated.Expires + ClockSkew)
        {
            return TokenDefect.Expired;
        }

        if (now < validated.NotBefore - ClockSkew)
        {
            return TokenDefect.NotYetValid;
        }

        return revoked.IsRevoked(validated.SessionId) ? TokenDefect.SessionRevoked : new TokenCheck(validated.Principal, TokenDefect.None);
    }

    private async ValueTask<(TokenDefect Defect, ValidatedToken? Token)> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        if (Parse(token) is not { } parsed)
        {
            return (TokenDefect.Malformed, null);
        }

        // Before anything is computed with it: the header is the sender's own word.
        if (!string.Equals(parsed.Alg, SecurityAlgorithms.EcdsaSha256, StringComparison.Ordinal))
        {
            return (TokenDefect.Algorithm, null);
        }

        var key = string.IsNullOrEmpty(parsed.Kid) ? null : await keys.FindAsync(parsed.Kid, cancellationToken);
        if (key is null)
        {
            return (TokenDefect.UnknownKey, null);
        }

        var defect = await ValidateSignedAsync(token, key);
        return defect != TokenDefect.None ? (defect, null)
            : TokenReader.Read(parsed) is { } validated ? (TokenDefect.None, validated)
            : (TokenDefect.Claims, null);
    }

    private JsonWebToken? Parse(string token)
    {
        try
        {
            return _handler.CanReadToken(token) ? _handler.ReadJsonWebToken(token) : null;
        }
#pragma warning disable CA1031 // The parser has a dozen exceptions for hostile text; each means the same here.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private async Task<TokenDefect> ValidateSignedAsync(string token, SecurityKey key)
    {
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = options.Value.Issuer,
            ValidAudience = options.Value.Audience,
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = false,
            // Times are looked at on every request, by the platform's clock: CheckNow.
            ValidateLifetime = false,
            RequireExpirationTime = true,
        };
        var result = await _handler.ValidateTokenAsync(token, parameters);
        return result.IsValid ? TokenDefect.None : result.Exception switch
        {
            SecurityTokenInvalidIssuerException => TokenDefect.Issuer,
            SecurityTokenInvalidAudienceException => TokenDefect.Audience,
            SecurityTokenInvalidAlgorithmException => TokenDefect.Algorithm,
            _ => TokenDefect.Signature,
        };
    }
}
