using System.Collections.Concurrent;
using System.Net.Sockets;

namespace LearningPlatform.Bench.Sockets;

/// <summary>
/// A connection that carries many sockets, read as a whole. A hundred messages cost it about as much as one costs an ordinary client, so that
/// the bench leaves the processors to the server that it measures.
/// </summary>
internal sealed class Http2Connection : IDisposable
{
    /// <summary>Sockets on a connection: what Kestrel allows.</summary>
    public const int MostStreams = 100;

    private const int BufferBytes = 64 * 1024;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ConcurrentDictionary<int, Http2Stream> _streams = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _nextStream = 1;

    private Http2Connection()
    {
    }

    /// <summary>Connects, and waits for the server's settings.</summary>
    public static async Task<Http2Connection> OpenAsync(Uri server)
    {
        var connection = new Http2Connection();
        await connection._socket.ConnectAsync(server.Host, server.Port);
        await connection.WriteAsync(Http2Frames.Opening());
        _ = connection.ReadAllAsync();
        await connection._ready.Task;
        return connection;
    }

    /// <summary>Opens a socket, which is there once it has been greeted.</summary>
    public async Task<IBenchSocket> EnterAsync(Uri address, string token, SocketEvents events, CancellationToken cancellationToken)
    {
        Http2Stream stream;
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // Streams must be opened in the order of their numbers.
            var id = _nextStream;
            _nextStream += 2;
            _streams[id] = stream = new(this, id, events);
            await SendAllAsync(Http2Frames.Connect(id, address, token));
        }
        finally
        {
            _writing.Release();
        }

        await stream.Greeted.WaitAsync(cancellationToken);
        return stream;
    }

    public Task SendDataAsync(int stream, byte[] bytes) => WriteAsync(Http2Frames.Of(Http2Frames.Data, 0, stream, bytes));

    public void Dispose()
    {
        _socket.Dispose();
        _writing.Dispose();
    }

    private async Task WriteAsync(byte[] bytes)
    {
        await _writing.WaitAsync();
        try
        {
            await SendAllAsync(bytes);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes)..];
        }
    }

    private async Task ReadAllAsync()
    {
        var buffer = new byte[BufferBytes];
        var filled = 0;
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(filled)) is var read and > 0)
            {
                filled += read;
                var taken = Take(buffer.AsSpan(0, filled));
                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The server, or the bench, has ended.
        }

        _ready.TrySetException(new IOException("The server ended the connection."));
        foreach (var stream in _streams.Values)
        {
            stream.End();
        }
    }

    /// <summary>Deals with the whole frames; returns how many bytes they had.</summary>
    private int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (bytes.Length - taken >= Http2Frames.HeaderLength && Http2Frames.Length(bytes[taken..]) is var length && length <= bytes.Length - taken)
        {
            Handle(bytes.Slice(taken, length));
            taken += length;
        }

        return taken;
    }

    private void Handle(ReadOnlySpan<byte> frame)
    {
        var (type, flags) = (frame[3], frame[4]);
        var isAck = (flags & Http2Frames.Ack) != 0;
        var payload = frame[Http2Frames.HeaderLength..];
        switch (type)
        {
            case Http2Frames.Settings when !isAck:
                _ = WriteAsync(Http2Frames.Of(Http2Frames.Settings, Http2Frames.Ack, 0, []));
                _ready.TrySetResult();
                break;
            case Http2Frames.Ping when !isAck:
                _ = WriteAsync(Http2Frames.Of(Http2Frames.Ping, Http2Frames.Ack, 0, payload));
                break;
            case Http2Frames.GoAway:
                _socket.Dispose();
                break;
            default:
                if (_streams.TryGetValue(Http2Frames.Stream(frame), out var stream))
                {
                    Handle(stream, type, payload);
                    if (type <= Http2Frames.Headers && (flags & Http2Frames.EndStream) != 0)
                    {
                        stream.End();
                    }
                }

                break;
        }
    }

    private static void Handle(Http2Stream stream, byte type, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case Http2Frames.Data:
                stream.Receive(payload);
                break;
            case Http2Frames.Headers:
                stream.Answered(payload);
                break;
            case Http2Frames.Reset:
                stream.End();
                break;
        }
    }
}
