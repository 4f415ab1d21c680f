using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>
/// What GIFT has no place for in an essay (its rubric, the notes for who grades, the text that it starts with), as JSON for a comment:
/// a line of any text, exactly.
/// </summary>
internal static class GiftEssay
{
    // Members at their defaults are left out, the criteria's empty ids with them; letters of all languages stay readable.
    private static readonly QuestionJson Json = new(new JsonSerializerOptions(QuestionJson.Default.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Null where there is nothing to tell.</summary>
    public static string? Write(Essay essay) =>
        essay is { Rubric: null or [], GraderNotes: null, Template: null }
            ? null
            : JsonSerializer.Serialize((Essay)essay.WithIds(_ => Guid.Empty), Json.Essay);

    /// <summary>Null for what is something else: comments say anything. Its limits are the question's.</summary>
    public static Essay? Read(string? json)
    {
        try
        {
            return json is not null && JsonSerializer.Deserialize(json, Json.Essay) is { } essay && essay.Rubric?.Contains(null!) != true
                ? essay
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
