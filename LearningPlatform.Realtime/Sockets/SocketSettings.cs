namespace LearningPlatform.Realtime.Sockets;

/// <summary>Configuration section <c>Sockets</c>.</summary>
internal sealed class SocketSettings
{
    public const string Section = "Sockets";

    /// <summary>Messages that may wait for one client; who is further behind is dropped. More than a client can be given to catch up on.</summary>
    public int QueueLength { get; set; } = 1_280;

    /// <summary>Longest message from a client, in bytes.</summary>
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>How fast a client may send.</summary>
    public Pace Pace { get; set; } = new();

    /// <summary>The same on a call's socket.</summary>
    public Pace CallPace { get; set; } = new() { PerSecond = 50, Burst = 400 };

    /// <summary>How often a silent client is pinged, and how long its answer may take.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client may take to answer a close.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>At a stop clients come back within this time, each at another moment.</summary>
    public TimeSpan ReconnectWithin { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>How fast a client may send: so many messages a second, and so many at once.</summary>
internal sealed class Pace
{
    public int PerSecond { get; set; } = 20;
    public int Burst { get; set; } = 60;
}
