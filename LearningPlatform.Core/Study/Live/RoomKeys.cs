namespace LearningPlatform.Core.Study.Live;

/// <summary>A room's names in Redis.</summary>
public static class RoomKeys
{
    /// <summary>Messages of all rooms that are about to be stored and sent: <c>room:message</c>, by the time in seconds.</summary>
    public const string Waiting = "rooms:waiting";

    /// <summary>Rooms with a call, by when somebody may have got lost in it, in milliseconds.</summary>
    public const string Calls = "rooms:calls";

    /// <summary>The room's events.</summary>
    public static string Stream(Guid roomId) => $"room:{roomId:N}:events";

    /// <summary>The channel on which the replicas hear of them.</summary>
    public static string Channel(Guid roomId) => $"room:{roomId:N}";

    /// <summary>Those who are there, with their open sockets.</summary>
    public static string People(Guid roomId) => $"room:{roomId:N}:people";

    /// <summary>The replicas that have sockets there.</summary>
    public static string Replicas(Guid roomId) => $"room:{roomId:N}:replicas";

    /// <summary>The call's state.</summary>
    public static string Call(Guid roomId) => $"room:{roomId:N}:call";

    /// <summary>Which message an author's own id stands for.</summary>
    public static string Reservation(Guid roomId, Guid authorId, string clientId) => $"room:{roomId:N}:sent:{authorId:N}:{clientId}";
}
