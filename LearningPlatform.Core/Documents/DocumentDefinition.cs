using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace LearningPlatform.Core.Documents;

/// <summary>What a collection is: its name, how its documents are written, and the paths that finds usually name.</summary>
public sealed partial class DocumentDefinition<T>
    where T : class
{
    /// <summary>The longest JSON text of one document, well under MongoDB's own limit.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private readonly JsonTypeInfo<T> _typeInfo;

    /// <summary>
    /// A name has lower-case letters, digits and <c>_</c>, at most 40; a path has JSON names with dots between levels (<c>room_id</c>,
    /// <c>participants.user_id</c>). Both are checked here, since they become part of SQL and of index definitions.
    /// </summary>
    public DocumentDefinition(string name, JsonTypeInfo<T> typeInfo, params IReadOnlyList<string> indexes)
    {
        if (!Names().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' is no collection name.", nameof(name));
        }

        if (indexes.FirstOrDefault(path => !Paths().IsMatch(path)) is { } wrong)
        {
            throw new ArgumentException($"'{wrong}' is no path.", nameof(indexes));
        }

        Name = name;
        Indexes = indexes;
        _typeInfo = typeInfo;
    }

    public string Name { get; }

    /// <summary>Each gets an index of (value, id), so that a page of a find by it is read in order.</summary>
    public IReadOnlyList<string> Indexes { get; }

    internal byte[] Serialize(T body)
    {
        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(body, _typeInfo);
            return json.Length <= MaxBytes
                ? json
                : throw new DocumentRejectedException($"A document may have {MaxBytes} bytes; this one has {json.Length}.");
        }
        catch (JsonException exception)
        {
            throw new DocumentRejectedException("The document is nested too deep.", exception);
        }
    }

    internal T Deserialize(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, _typeInfo) ?? throw new InvalidOperationException($"A document of '{Name}' is null.");

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Names();

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39}){0,5}\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Paths();
}
