using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Events;

/// <summary>The JSON of events: document 5's schema and every kind's metadata, in snake_case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PlatformEvent))]
[JsonSerializable(typeof(UserRegistered))]
[JsonSerializable(typeof(UserEmailVerified))]
[JsonSerializable(typeof(UserPasswordChanged))]
[JsonSerializable(typeof(UserSignedIn))]
[JsonSerializable(typeof(UserSessionsRevoked))]
[JsonSerializable(typeof(UserRoleChanged))]
[JsonSerializable(typeof(UserDeleted))]
[JsonSerializable(typeof(ProfileUpdated))]
[JsonSerializable(typeof(CourseCreated))]
[JsonSerializable(typeof(CourseUpdated))]
[JsonSerializable(typeof(CourseDeleted))]
[JsonSerializable(typeof(CoursePublished))]
[JsonSerializable(typeof(CourseArchived))]
[JsonSerializable(typeof(CourseEnrolled))]
[JsonSerializable(typeof(CourseLeft))]
[JsonSerializable(typeof(ModuleCompleted))]
[JsonSerializable(typeof(CourseCompleted))]
[JsonSerializable(typeof(AssessmentScored))]
[JsonSerializable(typeof(CertificateIssued))]
[JsonSerializable(typeof(FriendRequested))]
[JsonSerializable(typeof(FriendRequestAccepted))]
[JsonSerializable(typeof(RoomInvited))]
[JsonSerializable(typeof(RoomDeleted))]
[JsonSerializable(typeof(StudySessionEnded))]
[JsonSerializable(typeof(RoomMentioned))]
public sealed partial class EventJson : JsonSerializerContext;
