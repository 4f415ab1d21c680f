namespace LearningPlatform.Bench.Sockets;

/// <summary>Counts what happens to everybody's sockets.</summary>
internal sealed class SocketEvents
{
    private int _open;

    public Latencies Latencies { get; } = new();

    /// <summary>Sockets that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Opened() => Interlocked.Increment(ref _open);

    public void Received(ReadOnlySpan<byte> message) => Latencies.Receive(message);

    public void Ended() => Interlocked.Decrement(ref _open);
}
