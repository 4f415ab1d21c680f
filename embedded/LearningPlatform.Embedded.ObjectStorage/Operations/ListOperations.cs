using System.Globalization;
using System.Text;
using LearningPlatform.Embedded.ObjectStorage.Http;
using LearningPlatform.Embedded.ObjectStorage.Storage;

namespace LearningPlatform.Embedded.ObjectStorage.Operations;

/// <summary>Both versions of listing a bucket's objects.</summary>
internal static class ListOperations
{
    private const int MaxPage = 1000;

    public static async Task ListV1Async(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        var query = ListQuery.Read(request);
        var marker = request.Query["marker"] ?? "";
        var page = request.Bucket.List(query.Prefix, query.Delimiter, marker, query.MaxKeys);
        var xml = Begin(request, query, page).AddKey("Marker", marker);
        if (query.Delimiter.Length > 0)
        {
            xml.AddKey("NextMarker", page.Next);
        }

        await Finish(xml, page).SendAsync(request.Response, request.Aborted);
    }

    public static async Task ListV2Async(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        var query = ListQuery.Read(request);
        var (token, startAfter) = (request.Query["continuation-token"], request.Query["start-after"]);
        var after = token is not null ? FromToken(token) : startAfter ?? "";
        var page = request.Bucket.List(query.Prefix, query.Delimiter, after, query.MaxKeys);
        var xml = Begin(request, query, page)
            .Add("KeyCount", page.Objects.Count + page.Groups.Count)
            .Add("ContinuationToken", token)
            .Add("NextContinuationToken", page.Next is null ? null : ToToken(page.Next))
            .AddKey("StartAfter", startAfter);
        await Finish(xml, page).SendAsync(request.Response, request.Aborted);
    }

    /// <summary>A page size of the query: at most 1,000, which is also the default.</summary>
    public static int PageSize(S3Request request, string name)
    {
        if (request.Query[name] is not { } text)
        {
            return MaxPage;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? Math.Min(size, MaxPage)
            : throw S3Error.InvalidArgument.With($"{name} must be a number between 0 and 2147483647.");
    }

    /// <summary>Whether keys are to be percent-encoded in the answer.</summary>
    public static bool EncodesKeys(S3Request request) => request.Query["encoding-type"] switch
    {
        null => false,
        "url" => true,
        _ => throw S3Error.InvalidArgument.With("encoding-type must be url."),
    };

    private static S3Xml Begin(S3Request request, ListQuery query, ObjectPage page) => new S3Xml("ListBucketResult", query.EncodesKeys)
        .Add("Name", request.Target.Bucket)
        .AddKey("Prefix", query.Prefix)
        .AddKey("Delimiter", query.Delimiter.Length > 0 ? query.Delimiter : null)
        .Add("MaxKeys", query.MaxKeys)
        .Add("EncodingType", query.EncodesKeys ? "url" : null)
        .Add("IsTruncated", page.Next is not null);

    private static S3Xml Finish(S3Xml xml, ObjectPage page)
    {
        foreach (var item in page.Objects)
        {
            xml.Group("Contents", entry => entry
                .AddKey("Key", item.Key)
                .Add("LastModified", item.LastModified)
                .Add("ETag", ObjectHeaders.Quoted(item.ETag))
                .Add("Size", item.Size)
                .Add("StorageClass", "STANDARD"));
        }

        foreach (var group in page.Groups)
        {
            xml.Group("CommonPrefixes", entry => entry.AddKey("Prefix", group));
        }

        return xml;
    }

    private static string ToToken(string after) => Convert.ToBase64String(Encoding.UTF8.GetBytes(after));

    private static string FromToken(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw S3Error.InvalidArgument.With("The continuation token provided is incorrect.");
        }
    }

    private sealed record ListQuery(string Prefix, string Delimiter, int MaxKeys, bool EncodesKeys)
    {
        public static ListQuery Read(S3Request request) => new(
            request.Query["prefix"] ?? "",
            request.Query["delimiter"] ?? "",
            PageSize(request, "max-keys"),
            ListOperations.EncodesKeys(request));
    }
}
