namespace LearningPlatform.Bench.Sockets;

/// <summary>One socket of a <see cref="Http2Connection"/>.</summary>
internal sealed class Http2Stream(Http2Connection connection, int id, SocketEvents events) : IBenchSocket
{
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _unfinished = [];
    private bool _hasEnded;

    /// <summary>Ends with the first message; fails when the socket was refused.</summary>
    public Task Greeted => _greeted.Task;

    public Task SendAsync(ReadOnlyMemory<byte> text) => connection.SendDataAsync(id, WebSocketFrames.Of(WebSocketFrames.Text, text.Span));

    /// <summary>What the server answered to the request that opens the socket.</summary>
    public void Answered(ReadOnlySpan<byte> headers)
    {
        if (headers[0] == Http2Frames.Status200)
        {
            events.Opened();
        }
        else
        {
            _greeted.TrySetException(new IOException("The socket was refused."));
        }
    }

    public void Receive(ReadOnlySpan<byte> bytes)
    {
        if (_unfinished.Length > 0)
        {
            bytes = (byte[])[.. _unfinished, .. bytes];
        }

        while (WebSocketFrames.TryRead(bytes, out var opcode, out var payload, out var length))
        {
            switch (opcode)
            {
                case WebSocketFrames.Text:
                    events.Received(payload);
                    _greeted.TrySetResult();
                    break;
                case WebSocketFrames.Ping:
                    _ = connection.SendDataAsync(id, WebSocketFrames.Of(WebSocketFrames.Pong, payload));
                    break;
                case WebSocketFrames.Close:
                    End();
                    break;
            }

            bytes = bytes[length..];
        }

        _unfinished = bytes.ToArray();
    }

    public void End()
    {
        if (!_hasEnded)
        {
            _hasEnded = true;
            if (!_greeted.TrySetException(new IOException("The socket ended before the greeting.")))
            {
                events.Ended();
            }
        }
    }
}
