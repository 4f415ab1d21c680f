using System.Buffers;
using System.Text.Json;
using MongoDB.Bson;

namespace LearningPlatform.Core.Documents;

/// <summary>
/// JSON to BSON and back without a loss: whole numbers as Int64, all others as Decimal128, everything else as what it is. Times and ids
/// stay the strings they are in JSON, so both stores compare and return the same.
/// </summary>
internal static class MongoJson
{
    public static BsonDocument ToBson(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return ToBson(document.RootElement).AsBsonDocument;
    }

    public static BsonValue ToBson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ToBsonDocument(element),
        JsonValueKind.Array => new BsonArray(element.EnumerateArray().Select(ToBson)),
        JsonValueKind.String => WithoutNul(element.GetString()!),
        JsonValueKind.Number => ToBsonNumber(element),
        JsonValueKind.True => BsonBoolean.True,
        JsonValueKind.False => BsonBoolean.False,
        _ => BsonNull.Value,
    };

    public static ReadOnlySpan<byte> ToJson(BsonDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, document);
        }

        return buffer.WrittenSpan;
    }

    private static BsonDocument ToBsonDocument(JsonElement element)
    {
        var document = new BsonDocument();
        foreach (var member in element.EnumerateObject())
        {
            document[WithoutNul(member.Name)] = ToBson(member.Value);
        }

        return document;
    }

    private static BsonValue ToBsonNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var whole))
        {
            return whole;
        }

        return Decimal128.TryParse(element.GetRawText(), out var number) && !Decimal128.IsInfinity(number)
            ? number
            : throw new DocumentRejectedException("The document has a number out of range.");
    }

    private static string WithoutNul(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new DocumentRejectedException("The document has a NUL.")
        : text;

    private static void Write(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value)
        {
            case BsonDocument document:
                writer.WriteStartObject();
                foreach (var member in document)
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case BsonArray array:
                writer.WriteStartArray();
                foreach (var item in array)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteScalar(writer, value);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value.BsonType)
        {
            case BsonType.String: writer.WriteStringValue(value.AsString); break;
            case BsonType.Int64: writer.WriteNumberValue(value.AsInt64); break;
            case BsonType.Int32: writer.WriteNumberValue(value.AsInt32); break;
            case BsonType.Double: writer.WriteNumberValue(value.AsDouble); break;
            case BsonType.Decimal128: writer.WriteRawValue(value.AsDecimal128.ToString()); break;
            case BsonType.Boolean: writer.WriteBooleanValue(value.AsBoolean); break;
            case BsonType.Null: writer.WriteNullValue(); break;
            default: throw new InvalidOperationException($"A document holds a {value.BsonType}, which this platform never writes.");
        }
    }
}
