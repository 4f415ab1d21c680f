using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Materials;
using LearningPlatform.Core.Study.Notes;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Core.Study.Sessions;
using LearningPlatform.Core.Study.Timers;
using LearningPlatform.Core.Study.Todos;

namespace LearningPlatform.Core.Study;

/// <summary>How the study module's documents and live events are written: snake_case names, enums as lower-case words.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(Words<RoomType>), typeof(Words<RoomRole>), typeof(Words<InviteStatus>), typeof(Words<TimerState>), typeof(Words<TimerPhase>),
        typeof(Words<MaterialType>), typeof(Words<MaterialPermission>),
    ])]
[JsonSerializable(typeof(Room))]
[JsonSerializable(typeof(StudySession))]
[JsonSerializable(typeof(Todo))]
[JsonSerializable(typeof(TodoView))]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(NoteView))]
[JsonSerializable(typeof(Material))]
[JsonSerializable(typeof(MaterialView))]
[JsonSerializable(typeof(ItemReference))]
[JsonSerializable(typeof(TimerView))]
public sealed partial class StudyJson : JsonSerializerContext;

/// <summary>An enum as lower-case words, never as a number.</summary>
internal sealed class Words<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
