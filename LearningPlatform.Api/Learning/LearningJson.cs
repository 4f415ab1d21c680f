using System.Text.Json.Serialization;
using LearningPlatform.Core;
using LearningPlatform.Core.Learning;
using LearningPlatform.Core.Learning.Labs;
using LearningPlatform.Core.Learning.Progress;

namespace LearningPlatform.Api.Learning;

/// <summary>Source-generated JSON of enrolments, progress and labs.</summary>
[JsonSerializable(typeof(GuestEnrollmentRequest))]
[JsonSerializable(typeof(EnrollmentResponse))]
[JsonSerializable(typeof(Page<EnrollmentView>))]
[JsonSerializable(typeof(Page<StudentView>))]
[JsonSerializable(typeof(EnrollRequest))]
[JsonSerializable(typeof(CodeRequest))]
[JsonSerializable(typeof(EnrollmentStanding))]
[JsonSerializable(typeof(ClassRequest))]
[JsonSerializable(typeof(ClassResponse))]
[JsonSerializable(typeof(MoveRequest))]
[JsonSerializable(typeof(Page<WaitingView>))]
[JsonSerializable(typeof(EnrollmentSettings))]
[JsonSerializable(typeof(CohortRequest))]
[JsonSerializable(typeof(Page<Cohort>))]
[JsonSerializable(typeof(EnrollmentCodeRequest))]
[JsonSerializable(typeof(Page<EnrollmentCode>))]
[JsonSerializable(typeof(WorkRequest))]
[JsonSerializable(typeof(CourseProgressView))]
[JsonSerializable(typeof(ProgressOverview))]
[JsonSerializable(typeof(Page<RosterEntry>))]
[JsonSerializable(typeof(LabRequest))]
[JsonSerializable(typeof(LabView))]
[JsonSerializable(typeof(Page<LabSummary>))]
[JsonSerializable(typeof(EvidenceRequest))]
[JsonSerializable(typeof(Page<LabAttempt>))]
[JsonSerializable(typeof(VerdictRequest))]
[JsonSerializable(typeof(LabWebhookRequest))]
[JsonSerializable(typeof(WebhookSecret))]
internal sealed partial class LearningJson : JsonSerializerContext;
