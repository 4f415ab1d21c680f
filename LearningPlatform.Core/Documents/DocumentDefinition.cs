using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LearningPlatform.Core.Documents;

/// <summary>What a collection is: its name, how its documents are written, and the paths that finds usually name.</summary>
public sealed class DocumentDefinition<T>
    where T : class
{
    /// <summary>The longest JSON text of one document, well under MongoDB's own limit.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const int MaxName = 40;
    private const int MaxLevels = 6;

    private readonly Lazy<JsonTypeInfo<T>> _typeInfo;

    /// <summary>
    /// A name has lower-case letters, digits and <c>_</c>, at most 40; a path has JSON names with dots between levels (<c>room_id</c>,
    /// <c>participants.user_id</c>). Both are checked here, since they become part of SQL and of index definitions. The type's JSON is asked
    /// for with the first document: a service that meets none does not carry it.
    /// </summary>
    public DocumentDefinition(string name, Func<JsonTypeInfo<T>> typeInfo, params IReadOnlyList<string> indexes)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"'{name}' is no collection name.", nameof(name));
        }

        if (indexes.FirstOrDefault(path => !IsPath(path)) is { } wrong)
        {
            throw new ArgumentException($"'{wrong}' is no path.", nameof(indexes));
        }

        Name = name;
        Indexes = indexes;
        _typeInfo = new(typeInfo);
    }

    public string Name { get; }

    /// <summary>Each gets an index of (value, id), so that a page of a find by it is read in order.</summary>
    public IReadOnlyList<string> Indexes { get; }

    internal byte[] Serialize(T body)
    {
        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(body, _typeInfo.Value);
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
        JsonSerializer.Deserialize(json, _typeInfo.Value) ?? throw new InvalidOperationException($"A document of '{Name}' is null.");

    private static bool IsPath(string path) => path.Split('.') is { Length: <= MaxLevels } names && names.All(IsName);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxName
        && char.IsAsciiLetterLower(name[0])
        && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_');
}
