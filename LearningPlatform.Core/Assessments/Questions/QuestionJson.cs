using System.Text.Json;
using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>
/// How questions are stored and hashed. The kind may stand anywhere in its object: PostgreSQL's jsonb keeps no order. Members that are null
/// are left out, so a new optional member changes no hash.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    Converters = [typeof(PlainDecimal), typeof(TextFormatWord)])]
[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(Answer))]
public sealed partial class QuestionJson : JsonSerializerContext;

/// <summary>0.50 and 0.5 are the same fraction and must hash the same.</summary>
internal sealed class PlainDecimal : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

    // Dividing by a one with as many zeros as fit takes the trailing zeros away.
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value / 1.0000000000000000000000000000m);
}

internal sealed class TextFormatWord() : JsonStringEnumConverter<TextFormat>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
