namespace LearningPlatform.Embedded.ObjectStorage.Signing;

/// <summary>
/// What a path-style request line addresses. Read from the raw target: the server's normalised path would merge
/// <c>a/../b</c> with <c>b</c>, which are two different keys.
/// </summary>
internal sealed record RequestTarget(string Bucket, string Key, QueryParameters Query, string CanonicalPath)
{
    public static RequestTarget Parse(string rawTarget)
    {
        if (!rawTarget.StartsWith('/'))
        {
            throw new S3Exception(S3Error.InvalidUri);
        }

        var question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = AwsUri.Decode(question < 0 ? rawTarget : rawTarget.AsSpan(0, question), plusIsSpace: false);
        var query = QueryParameters.Parse(question < 0 ? "" : rawTarget.AsSpan(question + 1));

        var slash = path.IndexOf('/', 1);
        return new RequestTarget(
            slash < 0 ? path[1..] : path[1..slash],
            slash < 0 ? "" : path[(slash + 1)..],
            query,
            AwsUri.Encode(path, keepSlash: true));
    }
}
