using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace LearningPlatform.Core.Files;

/// <summary>
/// Asks for a bucket and makes one with plain HTTP requests, signed here (Signature Version 4). Every service does this at its
/// start and for its health, and the SDK's first request costs some 35 MB that an idle service would keep.
/// </summary>
internal sealed class BucketRequests(StorageConnection connection) : IDisposable
{
    private const string SignedHeaders = "host;x-amz-content-sha256;x-amz-date";

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Whether the bucket is there.</summary>
    /// <exception cref="HttpRequestException">The store is away, or refuses the credentials.</exception>
    public async Task<bool> ExistsAsync(string bucket, CancellationToken cancellationToken) =>
        Expected(await SendAsync(HttpMethod.Head, bucket, "", cancellationToken), HttpStatusCode.NotFound) == HttpStatusCode.OK;

    /// <summary>Makes the bucket; one that somebody else made meanwhile is as good.</summary>
    /// <exception cref="HttpRequestException">The store is away, or does not allow it.</exception>
    public async Task CreateAsync(string bucket, CancellationToken cancellationToken)
    {
        // The first region is the default, and S3 does not accept its name.
        var body = connection.Region == "us-east-1" ? "" :
            $"""
             <CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
             <LocationConstraint>{WebUtility.HtmlEncode(connection.Region)}</LocationConstraint></CreateBucketConfiguration>
             """;
        Expected(await SendAsync(HttpMethod.Put, bucket, body, cancellationToken), HttpStatusCode.Conflict);
    }

    public void Dispose() => _http.Dispose();

    private static HttpStatusCode Expected(HttpStatusCode status, HttpStatusCode other) => status is HttpStatusCode.OK || status == other
        ? status
        : throw new HttpRequestException($"The object storage answered {(int)status}.", null, status);

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string bucket, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(connection.Endpoint, "/" + bucket));
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/xml");
        }

        Sign(request, Hash(body));
        using var response = await _http.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }

    private void Sign(HttpRequestMessage request, string bodyHash)
    {
        var timestamp = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{timestamp[..8]}/{connection.Region}/s3/aws4_request";
        var uri = request.RequestUri!;
        var headers = $"host:{uri.Authority}\nx-amz-content-sha256:{bodyHash}\nx-amz-date:{timestamp}\n";
        var canonical = $"{request.Method}\n{uri.AbsolutePath}\n\n{headers}\n{SignedHeaders}\n{bodyHash}";
        var key = Encoding.UTF8.GetBytes("AWS4" + connection.SecretKey);
        foreach (var step in scope.Split('/'))
        {
            key = Hmac(key, step);
        }

        var signature = Convert.ToHexStringLower(Hmac(key, $"AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{Hash(canonical)}"));
        request.Headers.Add("x-amz-date", timestamp);
        request.Headers.Add("x-amz-content-sha256", bodyHash);
        request.Headers.Authorization = new(
            "AWS4-HMAC-SHA256", $"Credential={connection.AccessKey}/{scope}, SignedHeaders={SignedHeaders}, Signature={signature}");
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
