using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Signing;

/// <summary>
/// What a request says about its own signature, from the <c>Authorization</c> header or from the query. Nothing of it is
/// trusted yet.
/// </summary>
internal sealed record SignatureClaim
{
    private const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";

    public required string AccessKey { get; init; }

    public required CredentialScope Scope { get; init; }

    /// <summary>The time of signing as it is signed, <c>yyyyMMddTHHmmssZ</c>.</summary>
    public required string Timestamp { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    public required string[] SignedHeaders { get; init; }

    public required string Signature { get; init; }

    /// <summary>SHA-256 of the body in hex, or one of the names in <see cref="PayloadHash"/>.</summary>
    public required string BodyHash { get; init; }

    /// <summary>How long a pre-signed URL is valid; null for a request signed in its header.</summary>
    public TimeSpan? Lifetime { get; init; }

    public S3Error Malformed => Lifetime is null ? S3Error.AuthorizationHeaderMalformed : S3Error.AuthorizationQueryParametersError;

    public static SignatureClaim Read(HttpRequest request, RequestTarget target)
    {
        var authorization = request.Headers.Authorization.ToString();
        var inQuery = target.Query.Has("X-Amz-Signature") || target.Query.Has("X-Amz-Algorithm") || target.Query.Has("X-Amz-Credential");
        return (authorization.Length > 0, inQuery) switch
        {
            (true, true) => throw S3Error.InvalidArgument.With("Only one authentication mechanism is allowed: the header or the query."),
            (true, false) => FromHeader(request, authorization),
            (false, true) => FromQuery(request, target.Query),
            _ => throw S3Error.AccessDenied.With("Access Denied: the request is not signed."),
        };
    }

    private static SignatureClaim FromHeader(HttpRequest request, string authorization)
    {
        var malformed = S3Error.AuthorizationHeaderMalformed;
        if (!authorization.StartsWith(SignatureV4.Algorithm + ' ', StringComparison.Ordinal))
        {
            throw S3Error.InvalidRequest.With($"The authorization mechanism is not supported. Please use {SignatureV4.Algorithm}.");
        }

        var fields = Fields(authorization[SignatureV4.Algorithm.Length..]);
        if (!CredentialScope.TryParse(fields.GetValueOrDefault("Credential", ""), out var accessKey, out var scope))
        {
            throw malformed.With("The credential is not access-key/date/region/service/aws4_request.");
        }

        var (timestamp, signedAt) = SigningTime(request);
        var bodyHash = request.Headers["x-amz-content-sha256"].ToString();
        return new SignatureClaim
        {
            AccessKey = accessKey,
            Scope = scope,
            Timestamp = timestamp,
            SignedAt = signedAt,
            SignedHeaders = fields.GetValueOrDefault("SignedHeaders", "").Split(';'),
            Signature = fields.GetValueOrDefault("Signature") ?? throw malformed.With("The authorization header has no signature."),
            BodyHash = bodyHash.Length > 0
                ? bodyHash
                : throw S3Error.InvalidRequest.With("Missing required header for this request: x-amz-content-sha256."),
        };
    }

    private static SignatureClaim FromQuery(HttpRequest request, QueryParameters query)
    {
        var malformed = S3Error.AuthorizationQueryParametersError;
        if (query["X-Amz-Algorithm"] != SignatureV4.Algorithm
            || !CredentialScope.TryParse(query["X-Amz-Credential"] ?? "", out var accessKey, out var scope)
            || !TryParseTimestamp(query["X-Amz-Date"], out var signedAt))
        {
            throw malformed.With("X-Amz-Algorithm, X-Amz-Credential and X-Amz-Date must all be given in their forms.");
        }

        // A week is S3's own limit.
        if (!int.TryParse(query["X-Amz-Expires"], NumberStyles.None, null, out var seconds) || seconds is < 1 or > 604800)
        {
            throw malformed.With("X-Amz-Expires must be between 1 and 604800 seconds.");
        }

        var bodyHash = query["X-Amz-Content-Sha256"] ?? request.Headers["x-amz-content-sha256"].ToString();
        return new SignatureClaim
        {
            AccessKey = accessKey,
            Scope = scope,
            Timestamp = query["X-Amz-Date"]!,
            SignedAt = signedAt,
            SignedHeaders = (query["X-Amz-SignedHeaders"] ?? "").Split(';'),
            Signature = query["X-Amz-Signature"] ?? throw malformed.With("X-Amz-Signature is missing."),
            BodyHash = bodyHash.Length > 0 ? bodyHash : PayloadHash.Unsigned,
            Lifetime = TimeSpan.FromSeconds(seconds),
        };
    }

    private static Dictionary<string, string> Fields(string list)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in list.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !fields.TryAdd(field[..equals], field[(equals + 1)..]))
            {
                throw new S3Exception(S3Error.AuthorizationHeaderMalformed);
            }
        }

        return fields;
    }

    private static (string Timestamp, DateTimeOffset SignedAt) SigningTime(HttpRequest request)
    {
        var timestamp = request.Headers["x-amz-date"].ToString();
        if (timestamp.Length == 0
            && DateTimeOffset.TryParseExact(request.Headers.Date.ToString(), "R", null, DateTimeStyles.AssumeUniversal, out var date))
        {
            return (date.UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture), date);
        }

        return TryParseTimestamp(timestamp, out var signedAt)
            ? (timestamp, signedAt)
            : throw S3Error.AccessDenied.With("Signed requests need a valid Date or x-amz-date header.");
    }

    private static bool TryParseTimestamp(string? text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
