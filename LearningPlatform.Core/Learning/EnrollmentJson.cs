using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Learning;

/// <summary>What only a <c>COURSE_ENROLLED</c> event has.</summary>
public sealed record EnrolledMetadata(Guid EnrollmentId, string? StudentEmail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EnrolledMetadata))]
internal sealed partial class EnrollmentJson : JsonSerializerContext;
