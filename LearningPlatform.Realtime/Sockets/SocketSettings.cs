namespace LearningPlatform.Realtime.Sockets;

/// <summary>Configuration section <c>Sockets</c>.</summary>
internal sealed class SocketSettings
{
    public const string Section = "Sockets";

    /// <summary>Messages that may wait for one client; who is further behind is dropped.</summary>
    public int QueueLength { get; set; } = 128;

    /// <summary>Longest message from a client, in bytes.</summary>
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>How often a silent client is pinged, and how long its answer may take.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may take to answer a close.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
