using System.Globalization;
using LearningPlatform.Embedded.ObjectStorage.Payloads;
using LearningPlatform.Embedded.ObjectStorage.Signing;
using LearningPlatform.Embedded.ObjectStorage.Storage;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Http;

/// <summary>One authenticated request with the store it acts on.</summary>
internal sealed record S3Request(
    HttpContext Http, RequestTarget Target, Authentication Authentication, ObjectStore Store, TimeProvider Time)
{
    /// <summary>The largest object that one request may bring: S3's 5 GiB.</summary>
    public const long MaxObject = 5L << 30;

    public HttpRequest Request => Http.Request;

    public HttpResponse Response => Http.Response;

    public IHeaderDictionary Headers => Http.Request.Headers;

    public QueryParameters Query => Target.Query;

    public string Key => Target.Key;

    public CancellationToken Aborted => Http.RequestAborted;

    public Bucket Bucket => Store.Find(Target.Bucket);

    /// <summary>The time that is written into objects: whole seconds, UTC.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>The body, decoded and checked while it is read.</summary>
    /// <exception cref="S3Exception">Its length is unknown or too large.</exception>
    public IPayload OpenBody(long limit = MaxObject)
    {
        var chunked = PayloadHash.IsChunked(Authentication.BodyHash);
        var length = chunked ? DecodedLength() : Request.ContentLength;
        if (length is not { } known)
        {
            throw new S3Exception(S3Error.MissingContentLength);
        }

        if (known > limit)
        {
            throw new S3Exception(S3Error.EntityTooLarge);
        }

        return chunked
            ? new ChunkedPayload(Request.BodyReader, known, Authentication)
            : new PlainPayload(Request.Body, known, Authentication.BodyHash);
    }

    private long? DecodedLength() =>
        long.TryParse(Headers["x-amz-decoded-content-length"], NumberStyles.None, null, out var length) ? length : null;
}
