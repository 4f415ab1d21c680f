using System.Net.WebSockets;
using System.Threading.RateLimiting;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>
/// Owns one accepted WebSocket: nothing else reads it, writes it or closes it. Messages that the client is not ready for wait in a bounded
/// queue; one that does not keep up is dropped, and comes back with the id of the last message it saw.
/// </summary>
internal sealed class SocketConnection : IDisposable
{
    private readonly WebSocket _socket;
    private readonly ClientStream _stream;
    private readonly SocketSettings _settings;
    private readonly SendQueue _outgoing;
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TokenBucketRateLimiter? _limiter;
    private Task? _closing;

    // The last ping: when the client had been heard before it, and for how long it had been silent.
    private (long HeardAt, TimeSpan Silent)? _unanswered;

    public SocketConnection(WebSocket socket, ClientStream stream, Caller caller, SocketSettings settings)
    {
        _socket = socket;
        _stream = stream;
        _settings = settings;
        Caller = caller;
        Pace = settings.Pace;
        _outgoing = new(socket, stream, settings.QueueLength);
    }

    /// <summary>Whose socket it is.</summary>
    public Caller Caller { get; }

    /// <summary>How fast the client may send.</summary>
    public Pace Pace { get; set; }

    /// <summary>Closed by the server already; the client may not have heard it yet.</summary>
    public bool IsClosing => Volatile.Read(ref _closing) is not null;

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

    /// <summary>Sends a message, UTF-8 JSON. False when the socket is closing, or has just been dropped for being slow.</summary>
    public bool Send(ReadOnlyMemory<byte> message) => Send(SocketFrame.Text(message.Span));

    /// <summary>Sends what may go to others as well. False as above.</summary>
    public bool Send(SocketFrame frame)
    {
        if (_outgoing.TrySend(frame))
        {
            return true;
        }

        if (!IsClosing)
        {
            _socket.Abort();
        }

        return false;
    }

    /// <summary>
    /// Pings a client that has been silent, and cuts one off that does not answer. True when it was pinged. To be called every now and then,
    /// not by two at once.
    /// </summary>
    public bool CheckPulse()
    {
        var (heardAt, silent) = (_stream.HeardAt, _stream.SilentFor);
        if (silent < _settings.Heartbeat)
        {
            return false;
        }

        if (_unanswered?.HeardAt != heardAt)
        {
            _unanswered = (heardAt, silent);
            return Send(SocketFrame.Ping);
        }

        if (silent - _unanswered.Value.Silent >= _settings.Heartbeat)
        {
            _socket.Abort();
        }

        return false;
    }

    /// <summary>Sends what waits and then closes, the first time; a client that does not take or answer that in time is cut off.</summary>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        lock (_received)
        {
            _closing ??= Task.Run(() => CloseAsync(status, reason));
        }
    }

    /// <summary>Serves the socket until either side closes it. <paramref name="received"/> gets one message at a time, valid until it returns.</summary>
    public async Task RunAsync(Func<ReadOnlyMemory<byte>, ValueTask> received)
    {
        try
        {
            await ReceiveAllAsync(received);
        }
        catch (WebSocketException)
        {
            // Cut off: by the network, by a missing heartbeat, or by Send.
        }
        finally
        {
            _received.SetResult();
            Close(WebSocketCloseStatus.NormalClosure, "");
            await _closing!;
        }
    }

    public void Dispose()
    {
        _limiter?.Dispose();
        _socket.Dispose();
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        using var timeout = new CancellationTokenSource(_settings.CloseTimeout);
        try
        {
            await _outgoing.EndAsync().WaitAsync(timeout.Token);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(status, reason, timeout.Token);
                // The receiving side ends when the client answers the close, and with it all is done.
                await _received.Task.WaitAsync(timeout.Token);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            _socket.Abort();
        }
    }

    private async Task ReceiveAllAsync(Func<ReadOnlyMemory<byte>, ValueTask> received)
    {
        // Without a buffer until there is something to put into one: most sockets are silent most of the time.
        var next = _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        while (true)
        {
            await next;
            using var buffer = new MessageBuffer(_settings.MaxMessageBytes);
            if (!await ReceiveAsync(buffer))
            {
                return;
            }

            // Before this one is dealt with: then the framework takes the objects that it has just given back, and none gets old waiting.
            next = _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);

            // Whoever was put out has no more say, even before they have heard of it.
            if (!IsClosing)
            {
                await received(buffer.Message);
            }
        }
    }

    /// <summary>Reads one message; false when the client has closed.</summary>
    private async Task<bool> ReceiveAsync(MessageBuffer buffer)
    {
        while (true)
        {
            var result = await _socket.ReceiveAsync(buffer.Free, CancellationToken.None);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            var fits = buffer.TryAdd(result.Count, isWhole: result.EndOfMessage);
            if (result.MessageType == WebSocketMessageType.Binary)
            {
                Refuse(WebSocketCloseStatus.InvalidMessageType, "TEXT_ONLY", "Text messages only.");
            }
            else if (!fits)
            {
                Refuse(WebSocketCloseStatus.MessageTooBig, "MESSAGE_TOO_LONG", $"A message may have {_settings.MaxMessageBytes} bytes.");
            }
            else if (result.EndOfMessage)
            {
                return true;
            }
            else
            {
                continue;
            }

            // The rest is read and forgotten, up to the client's answer to the close.
            buffer.Clear();
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
