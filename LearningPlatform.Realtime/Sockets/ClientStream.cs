using System.Runtime.CompilerServices;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>
/// What a WebSocket reads, and what it and the <see cref="SendQueue"/> write: a whole frame each time, which the web server takes as one.
/// Knows when the client was last heard, of whatever kind its frame was.
/// </summary>
internal sealed class ClientStream(Stream inner, TimeProvider time) : Stream
{
    private long _heardAt = time.GetTimestamp();
    private volatile bool _isOver;

    /// <summary>When the client was last heard, as a timestamp; an answer to a ping counts.</summary>
    public long HeardAt => Volatile.Read(ref _heardAt);

    /// <summary>How long ago that was.</summary>
    public TimeSpan SilentFor => time.GetElapsedTime(HeardAt);

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(buffer, cancellationToken);
        if (!reading.IsCompletedSuccessfully)
        {
            return HearAsync(reading);
        }

        Volatile.Write(ref _heardAt, time.GetTimestamp());
        return reading;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The web server's stream does not know that the WebSocket has ended.
        ObjectDisposedException.ThrowIf(_isOver, this);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _isOver = true;
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // What waits for a client, waits for long: without a pool each frame would leave an object behind that has outlived a collection or two.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> HearAsync(ValueTask<int> reading)
    {
        var read = await reading;
        Volatile.Write(ref _heardAt, time.GetTimestamp());
        return read;
    }
}
