using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study;

/// <summary>How the study module's documents are written: snake_case names, enums as lower-case words.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(Words<RoomType>), typeof(Words<RoomRole>), typeof(Words<InviteStatus>)])]
[JsonSerializable(typeof(Room))]
public sealed partial class StudyJson : JsonSerializerContext;

/// <summary>An enum as lower-case words, never as a number.</summary>
internal sealed class Words<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
