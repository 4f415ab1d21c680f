using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Signing;

/// <summary>A request whose signature was found good, with what is needed to check the body that follows.</summary>
internal sealed record Authentication(byte[] SigningKey, CredentialScope Scope, string Timestamp, string Signature, string BodyHash);

/// <summary>Decides whether a request was signed with the one known key, lately, for this server, over everything that matters.</summary>
internal sealed class RequestAuthenticator(ObjectStorageOptions options)
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);

    /// <exception cref="S3Exception">The request is not to be served.</exception>
    public Authentication Authenticate(HttpRequest request, RequestTarget target)
    {
        var claim = SignatureClaim.Read(request, target);
        if (!SignatureV4.AreEqual(options.AccessKey, claim.AccessKey))
        {
            throw new S3Exception(S3Error.InvalidAccessKeyId);
        }

        CheckScope(claim);
        CheckTime(claim);
        CheckSignedHeaders(request, claim);
        CheckBodyHash(claim.BodyHash);

        var signingKey = SignatureV4.SigningKey(options.SecretKey, claim.Scope);
        var canonicalRequest = CanonicalRequest(request, target, claim);
        var expected = SignatureV4.Sign(signingKey, SignatureV4.StringToSign(claim.Timestamp, claim.Scope, canonicalRequest));
        return SignatureV4.AreEqual(expected, claim.Signature)
            ? new Authentication(signingKey, claim.Scope, claim.Timestamp, claim.Signature, claim.BodyHash)
            : throw new S3Exception(S3Error.SignatureDoesNotMatch);
    }

    private void CheckScope(SignatureClaim claim)
    {
        if (claim.Scope.Region != options.Region)
        {
            throw claim.Malformed.With($"The region '{claim.Scope.Region}' is wrong; expecting '{options.Region}'.");
        }

        if (claim.Scope.Service != "s3")
        {
            throw claim.Malformed.With($"The service '{claim.Scope.Service}' is wrong; expecting 's3'.");
        }

        if (!claim.Timestamp.StartsWith(claim.Scope.Date + 'T', StringComparison.Ordinal))
        {
            throw claim.Malformed.With("The date of the credential is not the date of the request.");
        }
    }

    private void CheckTime(SignatureClaim claim)
    {
        var age = options.Time.GetUtcNow() - claim.SignedAt;
        if (claim.Lifetime is not { } lifetime)
        {
            if (age.Duration() > MaxSkew)
            {
                throw new S3Exception(S3Error.RequestTimeTooSkewed);
            }
        }
        else if (age < -MaxSkew)
        {
            throw S3Error.AccessDenied.With("Request is not valid yet.");
        }
        else if (age > lifetime)
        {
            throw S3Error.AccessDenied.With("Request has expired.");
        }
    }

    // An x-amz-* header changes what a request does; one added to a pre-signed URL by its holder must not count.
    private static void CheckSignedHeaders(HttpRequest request, SignatureClaim claim)
    {
        if (!claim.SignedHeaders.Contains("host", StringComparer.Ordinal))
        {
            throw S3Error.AccessDenied.With("The host header must be signed.");
        }

        if (!claim.SignedHeaders.All(name => name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.')))
        {
            // A line break in a name could make one canonical request read like another.
            throw claim.Malformed.With("The signed headers are not lower-case header names.");
        }

        foreach (var name in request.Headers.Keys)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)
                && !claim.SignedHeaders.Contains(name.ToLowerInvariant(), StringComparer.Ordinal))
            {
                throw S3Error.AccessDenied.With("There were headers present in the request which were not signed.");
            }
        }
    }

    private static void CheckBodyHash(string bodyHash)
    {
        if (bodyHash != PayloadHash.Unsigned && !PayloadHash.IsChunked(bodyHash) && !PayloadHash.IsSha256(bodyHash))
        {
            throw S3Error.InvalidArgument.With("x-amz-content-sha256 must be a hash, UNSIGNED-PAYLOAD or a supported STREAMING word.");
        }
    }

    private static string CanonicalRequest(HttpRequest request, RequestTarget target, SignatureClaim claim)
    {
        var canonical = new StringBuilder()
            .Append(request.Method).Append('\n')
            .Append(target.CanonicalPath).Append('\n')
            .Append(target.Query.Canonical()).Append('\n');
        foreach (var name in claim.SignedHeaders)
        {
            canonical.Append(CultureInfo.InvariantCulture, $"{name}:").AppendJoin(',', request.Headers[name].Select(Trimmed)).Append('\n');
        }

        return canonical.Append('\n').AppendJoin(';', claim.SignedHeaders).Append('\n').Append(claim.BodyHash).ToString();
    }

    private static string Trimmed(string? value) =>
        string.Join(' ', (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
