using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using System.Threading.RateLimiting;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>
/// Owns one accepted WebSocket: nothing else reads it, writes it or closes it. Messages to the client wait in a bounded queue; a client that
/// does not keep up is dropped, and comes back with the id of the last message it saw.
/// </summary>
internal sealed class SocketConnection : IDisposable
{
    private readonly WebSocket _socket;
    private readonly SocketSettings _settings;
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing;
    private (WebSocketCloseStatus Status, string Reason) _close = (WebSocketCloseStatus.NormalClosure, "");
    private TokenBucketRateLimiter? _limiter;
    private volatile bool _isClosing;

    public SocketConnection(WebSocket socket, Caller caller, SocketSettings settings)
    {
        _socket = socket;
        _settings = settings;
        Caller = caller;
        Pace = settings.Pace;
        _outgoing = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(settings.QueueLength) { SingleReader = true });
    }

    /// <summary>Whose socket it is.</summary>
    public Caller Caller { get; }

    /// <summary>How fast the client may send.</summary>
    public Pace Pace { get; set; }

    /// <summary>Closed by the server already; the client may not have heard it yet.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Counts a message of the client's; false when it sends too fast.</summary>
    public bool TakeTurn()
    {
        // Most sockets never say anything: they have none.
        _limiter ??= new(new()
        {
            TokenLimit = Pace.Burst,
            TokensPerPeriod = Pace.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = false,
        });
        _limiter.TryReplenish();
        using var lease = _limiter.AttemptAcquire();
        return lease.IsAcquired;
    }

    /// <summary>Queues a message, UTF-8 JSON; it is not copied and may be shared. False when the client is gone or has been dropped for being slow.</summary>
    public bool Send(ReadOnlyMemory<byte> message)
    {
        if (_outgoing.Writer.TryWrite(message))
        {
            return true;
        }

        // Full, or closing already.
        _socket.Abort();
        return false;
    }

    /// <summary>Sends what is queued and then closes; a client that does not answer is cut off.</summary>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        _close = (status, reason);
        _isClosing = true;
        _outgoing.Writer.TryComplete();
    }

    /// <summary>Serves the socket until either side closes it. <paramref name="received"/> gets one message at a time, valid until it returns.</summary>
    public async Task RunAsync(Func<ReadOnlyMemory<byte>, ValueTask> received)
    {
        var receiving = ReceiveAllAsync(received);
        var sending = SendAllAsync(receiving);
        try
        {
            await receiving;
        }
        catch (WebSocketException)
        {
            // Cut off: by the network, by a missing heartbeat, or by Send.
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            await sending;
        }
    }

    public void Dispose()
    {
        _limiter?.Dispose();
        _socket.Dispose();
    }

    private async Task SendAllAsync(Task receiving)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync())
            {
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }

            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var timeout = new CancellationTokenSource(_settings.CloseTimeout);
                await _socket.CloseOutputAsync(_close.Status, _close.Reason, timeout.Token);
                await AbortUnlessClosedAsync(receiving);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            _socket.Abort();
        }
    }

    /// <summary>The receiving side ends when the client answers the close, and with it all is done.</summary>
    private async Task AbortUnlessClosedAsync(Task receiving)
    {
        await Task.WhenAny(receiving, Task.Delay(_settings.CloseTimeout));
        if (_socket.State == WebSocketState.CloseSent)
        {
            _socket.Abort();
        }
    }

    private async Task ReceiveAllAsync(Func<ReadOnlyMemory<byte>, ValueTask> received)
    {
        while (true)
        {
            // Without a buffer until there is something to put into one: most sockets are silent most of the time.
            await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            var buffer = ArrayPool<byte>.Shared.Rent(_settings.MaxMessageBytes);
            try
            {
                if (await ReceiveAsync(buffer.AsMemory(0, _settings.MaxMessageBytes)) is not { } length)
                {
                    return;
                }

                // Whoever was put out has no more say, even before they have heard of it.
                if (!IsClosing)
                {
                    await received(buffer.AsMemory(0, length));
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>The length of the message that is now in <paramref name="buffer"/>; null when the client has closed.</summary>
    private async Task<int?> ReceiveAsync(Memory<byte> buffer)
    {
        var length = 0;
        while (true)
        {
            var result = await _socket.ReceiveAsync(buffer[length..], CancellationToken.None);
            length += result.Count;
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (result.MessageType == WebSocketMessageType.Binary)
            {
                Refuse(WebSocketCloseStatus.InvalidMessageType, "TEXT_ONLY", "Text messages only.");
            }
            else if (result.EndOfMessage)
            {
                return length;
            }
            else if (length == buffer.Length)
            {
                Refuse(WebSocketCloseStatus.MessageTooBig, "MESSAGE_TOO_LONG", $"A message may have {buffer.Length} bytes.");
            }
            else
            {
                continue;
            }

            // The rest is read and forgotten, up to the client's answer to the close.
            length = 0;
        }
    }

    private void Refuse(WebSocketCloseStatus status, string code, string message)
    {
        if (!IsClosing)
        {
            Send(new SocketError(code, message, null).ToUtf8());
            Close(status, message);
        }
    }
}
