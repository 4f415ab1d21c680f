namespace LearningPlatform.Core.Study.Live;

/// <summary>A room's names in Redis.</summary>
public static class RoomKeys
{
    /// <summary>Messages of all rooms that are about to be stored and sent: <c>room:message</c>, by the time in milliseconds.</summary>
    public const string Waiting = "rooms:waiting";

    /// <summary>The room's events.</summary>
    public static string Stream(Guid roomId) => $"room:{roomId:N}:events";

    /// <summary>The channel on which the replicas hear of them.</summary>
    public static string Channel(Guid roomId) => $"room:{roomId:N}";
}
