using System.Globalization;
using LearningPlatform.Embedded.ObjectStorage.Storage;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Http;

/// <summary>The outcome of a read's conditional headers.</summary>
internal enum Precondition
{
    Holds,
    NotModified,
    Failed,
}

/// <summary>Conditional headers, with the precedence of RFC 9110, section 13.2.2: an ETag outranks a date.</summary>
internal static class Preconditions
{
    /// <param name="metadata">The object as it is.</param>
    /// <param name="headers">The request's.</param>
    /// <param name="prefix">Empty, or <c>x-amz-copy-source-</c> for the conditions on a copy's source.</param>
    public static Precondition Check(ObjectMetadata metadata, IHeaderDictionary headers, string prefix = "")
    {
        var (ifMatch, ifNoneMatch) = (headers[prefix + "if-match"].ToString(), headers[prefix + "if-none-match"].ToString());
        if (ifMatch.Length > 0 ? !Lists(ifMatch, metadata.ETag) : Date(headers, prefix + "if-unmodified-since") < metadata.LastModified)
        {
            return Precondition.Failed;
        }

        var isKnown = ifNoneMatch.Length > 0
            ? Lists(ifNoneMatch, metadata.ETag)
            : Date(headers, prefix + "if-modified-since") >= metadata.LastModified;
        return isKnown ? Precondition.NotModified : Precondition.Holds;
    }

    /// <summary>The conditions on what a write replaces.</summary>
    public static WriteCondition ForWrite(IHeaderDictionary headers)
    {
        var (ifMatch, ifNoneMatch) = (ObjectHeaders.Unquoted(headers.IfMatch), ObjectHeaders.Unquoted(headers.IfNoneMatch));
        return ifNoneMatch is null or "*"
            ? new WriteCondition(ifMatch, ifNoneMatch)
            : throw S3Error.NotImplemented.With("If-None-Match of a write must be *.");
    }

    private static bool Lists(string header, string etag) => header.Split(',', StringSplitOptions.TrimEntries)
        .Any(item => item == "*" || ObjectHeaders.Unquoted(item.StartsWith("W/", StringComparison.Ordinal) ? item[2..] : item) == etag);

    private static DateTimeOffset? Date(IHeaderDictionary headers, string name) =>
        DateTimeOffset.TryParseExact(headers[name].ToString(), "R", null, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
