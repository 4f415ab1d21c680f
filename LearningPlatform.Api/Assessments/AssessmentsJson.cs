using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core;
using LearningPlatform.Core.Assessments;
using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Assessments.Grading;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Api.Assessments;

/// <summary>Source-generated JSON of assessments and question banks.</summary>
[JsonSerializable(typeof(BankRequest))]
[JsonSerializable(typeof(QuestionBankView))]
[JsonSerializable(typeof(Page<QuestionBankView>))]
[JsonSerializable(typeof(CategoryView[]))]
[JsonSerializable(typeof(QuestionRequest))]
[JsonSerializable(typeof(QuestionDetail))]
[JsonSerializable(typeof(Page<QuestionSummary>))]
[JsonSerializable(typeof(AssessmentRequest))]
[JsonSerializable(typeof(NewAssessmentRequest))]
[JsonSerializable(typeof(AssessmentView))]
[JsonSerializable(typeof(Page<AssessmentSummary>))]
[JsonSerializable(typeof(Preview))]
[JsonSerializable(typeof(AttemptView))]
[JsonSerializable(typeof(Page<AttemptSummary>))]
[JsonSerializable(typeof(SaveRequest))]
[JsonSerializable(typeof(SavedAnswers))]
[JsonSerializable(typeof(SubmitRequest))]
[JsonSerializable(typeof(AssessmentResult))]
[JsonSerializable(typeof(GradesRequest))]
[JsonSerializable(typeof(RegradeRequest))]
[JsonSerializable(typeof(RegradeResult))]
[JsonSerializable(typeof(AssessmentStatistics))]
[JsonSerializable(typeof(GradeLine[]))]
[JsonSerializable(typeof(Page<ScoreChangeView>))]
internal sealed partial class AssessmentsJson : JsonSerializerContext;

/// <summary>Reads a question's body from outside: one without <c>kind</c> is a wrong body, not a fault of the server's.</summary>
internal sealed class BodyFromOutside : JsonConverter<QuestionBody>
{
    public override QuestionBody? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize(ref reader, QuestionJson.Default.QuestionBody);
        }
        catch (NotSupportedException exception)
        {
            throw new JsonException("The kind is missing.", exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, QuestionBody value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, QuestionJson.Default.QuestionBody);
}
