using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Http;

/// <summary>Lets pages of the allowed origins send pre-signed requests. No cookies or other credentials are ever allowed.</summary>
internal sealed class Cors(IReadOnlyList<string> allowedOrigins)
{
    private const string Exposed =
        "ETag, Content-Length, Content-Range, Accept-Ranges, Last-Modified, Content-Disposition, x-amz-request-id, "
        + "x-amz-checksum-crc32, x-amz-checksum-crc32c, x-amz-checksum-crc64nvme, x-amz-checksum-sha1, x-amz-checksum-sha256";

    /// <summary>Adds the response headers if the request names an origin that is allowed.</summary>
    public bool Apply(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return false;
        }

        http.Response.Headers.Vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";
        var any = allowedOrigins.Contains("*", StringComparer.Ordinal);
        if (!any && !allowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        http.Response.Headers.AccessControlAllowOrigin = any ? "*" : origin;
        http.Response.Headers.AccessControlExposeHeaders = Exposed;
        return true;
    }

    /// <summary>Answers the question a browser asks before the request itself; it is never signed.</summary>
    public void AnswerPreflight(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        if (!Apply(http) || request.Headers.AccessControlRequestMethod.ToString() is not ("GET" or "PUT" or "HEAD" or "POST" or "DELETE"))
        {
            throw new S3Exception(S3Error.AccessForbidden);
        }

        response.Headers.AccessControlAllowMethods = "GET, PUT, HEAD, POST, DELETE";
        if (request.Headers.AccessControlRequestHeaders is { Count: > 0 } wanted)
        {
            response.Headers.AccessControlAllowHeaders = wanted;
        }

        response.Headers.AccessControlMaxAge = "3000";
        response.StatusCode = StatusCodes.Status200OK;
    }
}
