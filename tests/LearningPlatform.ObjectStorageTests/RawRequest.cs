using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>
/// A hand-signed request whose every part can be changed after signing. The signing is written out here a second time, on
/// purpose: it shares nothing with the server's.
/// </summary>
public sealed class RawRequest
{
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly TestStore _store;

    public RawRequest(TestStore store, string method, string pathAndQuery, byte[]? body = null)
    {
        (_store, Method, PathAndQuery, Body) = (store, new HttpMethod(method), pathAndQuery, body ?? []);
        SignedAt = store.Clock.GetUtcNow();
        BodyHash = Convert.ToHexStringLower(SHA256.HashData(Body));
    }

    public HttpMethod Method { get; set; }

    /// <summary>Already percent-encoded; the query sorted.</summary>
    public string PathAndQuery { get; set; }

    public byte[] Body { get; set; }

    public string BodyHash { get; set; }

    public DateTimeOffset SignedAt { get; set; }

    public string Region { get; set; } = "us-east-1";

    public string Service { get; set; } = "s3";

    public string AccessKey { get; set; } = TestStore.AccessKey;

    public string SecretKey { get; set; } = TestStore.SecretKey;

    public SortedDictionary<string, string> Headers { get; } = new(StringComparer.Ordinal);

    public string Timestamp => SignedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public string Scope => $"{Timestamp[..8]}/{Region}/{Service}/aws4_request";

    public byte[] SigningKey => Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + SecretKey), Timestamp[..8]), Region), Service), "aws4_request");

    /// <summary>Signs in the header; returns the signature, with which a chunked body goes on.</summary>
    public string Sign()
    {
        Headers["host"] = _store.Server.Endpoint.Authority;
        Headers["x-amz-date"] = Timestamp;
        Headers["x-amz-content-sha256"] = BodyHash;
        var signature = SignatureOf(PathAndQuery, BodyHash);
        Headers["authorization"] =
            $"AWS4-HMAC-SHA256 Credential={AccessKey}/{Scope}, SignedHeaders={SignedHeaders()}, Signature={signature}";
        return signature;
    }

    /// <summary>Signs in the query, for a number of seconds.</summary>
    public RawRequest Presign(int seconds = 60)
    {
        Headers["host"] = _store.Server.Endpoint.Authority;
        var question = PathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var others = question < 0 ? [] : PathAndQuery[(question + 1)..].Split('&');
        var path = question < 0 ? PathAndQuery : PathAndQuery[..question];
        string[] mine =
        [
            "X-Amz-Algorithm=AWS4-HMAC-SHA256", $"X-Amz-Credential={Uri.EscapeDataString($"{AccessKey}/{Scope}")}", $"X-Amz-Date={Timestamp}",
            $"X-Amz-Expires={seconds}", $"X-Amz-SignedHeaders={Uri.EscapeDataString(SignedHeaders())}",
        ];
        var signed = $"{path}?{string.Join('&', mine.Concat(others).Order(StringComparer.Ordinal))}";
        PathAndQuery = $"{signed}&X-Amz-Signature={SignatureOf(signed, "UNSIGNED-PAYLOAD")}";
        return this;
    }

    public async Task<RawResponse> SendAsync()
    {
        using var message = new HttpRequestMessage(Method, _store.Address(PathAndQuery));
        if (Body.Length > 0 || Method == HttpMethod.Put)
        {
            message.Content = new ByteArrayContent(Body);
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await _store.Http.SendAsync(message);
        return new RawResponse((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    public static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    public static string Hex(byte[] octets) => Convert.ToHexStringLower(octets);

    public static string Sha256(byte[] octets) => Hex(SHA256.HashData(octets));

    private string SignatureOf(string pathAndQuery, string bodyHash)
    {
        var (path, query) = pathAndQuery.Split('?', 2) is [var before, var after] ? (before, after) : (pathAndQuery, "");
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=");
        var headers = string.Concat(Headers.Where(IsSigned).Select(header => $"{header.Key}:{header.Value}\n"));
        var canonical = $"{Method}\n{path}\n{string.Join('&', pairs.Order(StringComparer.Ordinal))}\n{headers}\n{SignedHeaders()}\n{bodyHash}";
        return Hex(Hmac(SigningKey, $"AWS4-HMAC-SHA256\n{Timestamp}\n{Scope}\n{Sha256(Encoding.UTF8.GetBytes(canonical))}"));
    }

    private string SignedHeaders() => string.Join(';', Headers.Where(IsSigned).Select(header => header.Key));

    private static bool IsSigned(KeyValuePair<string, string> header) => header.Key != "authorization";
}

/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The body.</param>
/// <param name="Headers">Those of the response.</param>
/// <param name="ContentHeaders">Those of its content.</param>
public sealed record RawResponse(int Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public void ShouldBe(int status, string code)
    {
        Status.ShouldBe(status, Text);
        Text.ShouldContain($"<Code>{code}</Code>");
    }
}
