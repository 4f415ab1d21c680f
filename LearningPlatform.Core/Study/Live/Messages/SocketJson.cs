using System.Text.Json.Serialization;
using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study.Live;

/// <summary>The JSON of a room's sockets, strict towards clients: what is missing, null or of another type is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 8,
    Converters = [typeof(Words<PresenceStatus>), typeof(Words<RoomRole>)])]
[JsonSerializable(typeof(ClientMessage))]
[JsonSerializable(typeof(SocketMessage))]
public sealed partial class SocketJson : JsonSerializerContext;
