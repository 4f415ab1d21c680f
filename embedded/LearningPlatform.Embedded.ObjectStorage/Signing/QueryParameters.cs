namespace LearningPlatform.Embedded.ObjectStorage.Signing;

/// <summary>A request's query as decoded names and values. Names are case-sensitive and, as no S3 operation repeats one, unique.</summary>
internal sealed class QueryParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _values.Keys;

    /// <summary>The value, empty for a bare name, or null when the parameter is absent.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    public static QueryParameters Parse(ReadOnlySpan<char> query)
    {
        var parameters = new QueryParameters();
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            var name = AwsUri.Decode(equals < 0 ? pair : pair[..equals], plusIsSpace: true);
            var value = equals < 0 ? "" : AwsUri.Decode(pair[(equals + 1)..], plusIsSpace: true);
            if (!parameters._values.TryAdd(name, value))
            {
                // With two values, the one that was signed and the one that is used could differ.
                throw S3Error.InvalidArgument.With("A query parameter is given twice.");
            }
        }

        return parameters;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The form that is signed: encoded and sorted, without the signature itself.</summary>
    public string Canonical() => string.Join('&', _values
        .Where(pair => pair.Key != "X-Amz-Signature")
        .Select(pair => (Name: AwsUri.Encode(pair.Key), Value: AwsUri.Encode(pair.Value)))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));
}
