using System.Net.WebSockets;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>
/// Sends frames to one client, one after the other. One that can go at once goes at once, on the caller's thread, which is how a message to
/// many costs least; the others wait in a bounded queue, which most sockets never need.
/// </summary>
internal sealed class SendQueue(WebSocket socket, ClientStream stream, int mostWaiting)
{
    private readonly Lock _lock = new();
    private Queue<SocketFrame>? _waiting;
    private TaskCompletionSource? _drained;
    private bool _isSending;
    private bool _hasEnded;

    /// <summary>Sends it, or has it wait. False when too many wait already, or <see cref="EndAsync"/> was called.</summary>
    public bool TrySend(SocketFrame frame)
    {
        lock (_lock)
        {
            if (_hasEnded || _waiting?.Count >= mostWaiting)
            {
                return false;
            }

            if (_isSending)
            {
                (_waiting ??= new()).Enqueue(frame);
                return true;
            }

            _isSending = true;
        }

        SendFrom(frame);
        return true;
    }

    /// <summary>Takes no more messages, and ends when those that wait have been sent, or cannot be.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            _hasEnded = true;
            if (!_isSending)
            {
                return Task.CompletedTask;
            }

            _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Sends this one and whatever waits by then, without a task as long as the network takes it.</summary>
    private void SendFrom(SocketFrame frame)
    {
        do
        {
            var sent = SendAsync(frame);
            if (!sent.IsCompletedSuccessfully)
            {
                _ = SendRestAsync(sent);
                return;
            }
        }
        while (TryTake(out frame));
    }

    private async Task SendRestAsync(ValueTask sending)
    {
        try
        {
            await sending;
            while (TryTake(out var frame))
            {
                await SendAsync(frame);
            }
        }
#pragma warning disable CA1031 // However the web server says it, nothing can be written any more.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The client is gone. Whoever reads from the socket hears of it.
            socket.Abort();
            lock (_lock)
            {
                _hasEnded = true;
                Stop();
            }
        }
    }

    private ValueTask SendAsync(SocketFrame frame)
    {
        try
        {
            return stream.WriteAsync(frame.Bytes);
        }
#pragma warning disable CA1031 // Whoever waits for it gets it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ValueTask.FromException(exception);
        }
    }

    private bool TryTake(out SocketFrame frame)
    {
        lock (_lock)
        {
            if (_waiting?.TryDequeue(out frame) == true)
            {
                return true;
            }

            frame = default;
            Stop();
            return false;
        }
    }

    // Under the lock. A queue that a rush has made is not kept.
    private void Stop()
    {
        _isSending = false;
        _waiting = null;
        _drained?.SetResult();
    }
}
