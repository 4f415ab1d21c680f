using System.Text.Json.Serialization;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Catalog.Authoring;

namespace LearningPlatform.Core.Assessments.Archives;

/// <summary>A course's assessments with the banks that they draw from, apart from the platform that they were made on.</summary>
public sealed record AssessmentsPart(IReadOnlyList<BankPart?>? Banks, IReadOnlyList<AssessmentPart?>? Assessments);

/// <summary>A bank of the course; or of an instructor's own bank what the course's assessments have of it.</summary>
/// <param name="Id">Items, and addresses of files in questions' texts, name it.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Files">Media: what its questions' texts show.</param>
/// <param name="Questions">In their order, each at its newest version.</param>
public sealed record BankPart(Guid Id, string? Title, IReadOnlyList<Guid>? Files, IReadOnlyList<QuestionPart?>? Questions);

/// <summary>A question in its bank.</summary>
public sealed record QuestionPart(Guid Id, string? Category, Question? Content);

/// <summary>An assessment.</summary>
/// <param name="Id">Lessons name it as their activity.</param>
/// <param name="Content">Its settings.</param>
/// <param name="Items">In their order; their questions and banks are among those of the section.</param>
public sealed record AssessmentPart(Guid Id, AssessmentContent? Content, IReadOnlyList<NewItem?>? Items);

/// <summary>The section's JSON. Strict, since archives come from anywhere; what is null is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters =
    [
        typeof(PlainDecimal), typeof(TextFormatWord), typeof(LowerCaseWords<AssessmentStatus>), typeof(LowerCaseWords<Disclosure>),
        typeof(LowerCaseWords<AttemptScoring>),
    ])]
[JsonSerializable(typeof(AssessmentsPart))]
internal sealed partial class AssessmentsPartJson : JsonSerializerContext;
