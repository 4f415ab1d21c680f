using System.Text.Json.Serialization;
using LearningPlatform.Core;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Study.Materials;
using LearningPlatform.Core.Study.Notes;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Core.Study.Sessions;
using LearningPlatform.Core.Study.Timers;
using LearningPlatform.Core.Study.Todos;

namespace LearningPlatform.Api.Study;

/// <summary>Source-generated JSON of the study routes.</summary>
[JsonSerializable(typeof(RoomRequest))]
[JsonSerializable(typeof(RoomView))]
[JsonSerializable(typeof(Page<RoomSummary>))]
[JsonSerializable(typeof(InviteCodeResponse))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(Page<ParticipantView>))]
[JsonSerializable(typeof(Page<RoomBan>))]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(InviteView))]
[JsonSerializable(typeof(Page<InviteView>))]
[JsonSerializable(typeof(TimerRequest))]
[JsonSerializable(typeof(TimerView))]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(Page<SessionView>))]
[JsonSerializable(typeof(StudyStats))]
[JsonSerializable(typeof(TodoRequest))]
[JsonSerializable(typeof(TodoView))]
[JsonSerializable(typeof(Page<TodoView>))]
[JsonSerializable(typeof(NoteRequest))]
[JsonSerializable(typeof(NoteView))]
[JsonSerializable(typeof(Page<NoteView>))]
[JsonSerializable(typeof(MaterialRequest))]
[JsonSerializable(typeof(MaterialUpdateRequest))]
[JsonSerializable(typeof(ShareRequest))]
[JsonSerializable(typeof(VersionRequest))]
[JsonSerializable(typeof(MaterialView))]
[JsonSerializable(typeof(Page<MaterialView>))]
[JsonSerializable(typeof(Page<MaterialVersion>))]
[JsonSerializable(typeof(FileLink))]
internal sealed partial class StudyApiJson : JsonSerializerContext;
