using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Documents;

/// <summary>
/// A partial document. A document holds it when every member of the pattern is in the document with the same value; an object inside
/// matches an object that has at least its members, an array matches an array in which each of its elements matches some element.
/// </summary>
/// <remarks>
/// A pattern is only ever data. Names that a store could take for an operator or a path (<c>$where</c>, <c>a.b</c>) are refused when the
/// pattern is made; values may be anything but NUL.
/// </remarks>
public sealed class DocumentPattern
{
    /// <summary>A longer pattern isn't a search.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int MaxDepth = 16;

    private static readonly JsonSerializerOptions PartialOptions = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = MaxDepth,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private static readonly JsonDocumentOptions ParseOptions = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private DocumentPattern(JsonElement root) => Root = root;

    /// <summary>Every document holds it.</summary>
    public static DocumentPattern Any { get; } = Of(new { });

    /// <summary>The pattern itself, a JSON object.</summary>
    internal JsonElement Root { get; }

    /// <summary>True for <c>{}</c>.</summary>
    internal bool IsEmpty => Root.GetPropertyCount() == 0;

    /// <summary>
    /// A pattern from an anonymous object, named as the documents are: <c>Of(new { participants = new[] { new { user_id = id } } })</c>;
    /// <c>UserId</c> becomes <c>user_id</c>.
    /// </summary>
    /// <exception cref="DocumentRejectedException">It isn't a pattern; the message says why.</exception>
    public static DocumentPattern Of<TPartial>(TPartial partial) => Checked(() => JsonSerializer.SerializeToUtf8Bytes(partial, PartialOptions));

    /// <summary>A pattern from JSON text.</summary>
    /// <exception cref="DocumentRejectedException">It isn't a pattern; the message says why.</exception>
    public static DocumentPattern Parse(string json) => Checked(() => Encoding.UTF8.GetBytes(json));

    private static DocumentPattern Checked(Func<byte[]> json)
    {
        try
        {
            var bytes = json();
            if (bytes.Length > MaxBytes)
            {
                throw new DocumentRejectedException($"A pattern may have {MaxBytes} bytes; this one has {bytes.Length}.");
            }

            using var document = JsonDocument.Parse(bytes, ParseOptions);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new DocumentRejectedException("A pattern is a JSON object.");
            }

            Check(document.RootElement);
            return new(document.RootElement.Clone());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new DocumentRejectedException("A pattern is a JSON object without repeated names, nested at most 16 deep.", exception);
        }
    }

    private static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    CheckName(member.Name);
                    Check(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Check(item);
                }

                break;
            case JsonValueKind.String when element.GetString()!.Contains('\0', StringComparison.Ordinal):
                throw new DocumentRejectedException("A pattern's text has no NUL.");
            case JsonValueKind.Number when !element.TryGetDecimal(out _):
                throw new DocumentRejectedException("A pattern's number is out of range.");
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0 || name[0] == '$' || name.AsSpan().ContainsAny('.', '\0'))
        {
            throw new DocumentRejectedException("A pattern's names are not empty, have no dot and no NUL and don't start with a dollar sign.");
        }
    }
}
