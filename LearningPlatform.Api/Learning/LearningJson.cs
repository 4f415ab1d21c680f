using System.Text.Json.Serialization;
using LearningPlatform.Core;
using LearningPlatform.Core.Learning;

namespace LearningPlatform.Api.Learning;

/// <summary>Source-generated JSON of enrolments.</summary>
[JsonSerializable(typeof(GuestEnrollmentRequest))]
[JsonSerializable(typeof(EnrollmentResponse))]
[JsonSerializable(typeof(Page<EnrollmentView>))]
[JsonSerializable(typeof(Page<StudentView>))]
internal sealed partial class LearningJson : JsonSerializerContext;
