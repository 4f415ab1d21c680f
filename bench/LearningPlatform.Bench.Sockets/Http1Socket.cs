using System.Net.WebSockets;

namespace LearningPlatform.Bench.Sockets;

/// <summary>A socket with a connection of its own, by the framework's client.</summary>
internal sealed class Http1Socket : IBenchSocket, IDisposable
{
    // Its own: renting one for each message costs more than all else that is done with it.
    private const int BufferBytes = 1024;
    private readonly ClientWebSocket _socket = new();
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Http1Socket()
    {
    }

    public static async Task<Http1Socket> EnterAsync(
        HttpMessageInvoker connections, Uri address, string token, SocketEvents events, CancellationToken cancellationToken)
    {
        var client = new Http1Socket();
        try
        {
            client._socket.Options.KeepAliveInterval = TimeSpan.Zero;
            client._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            await client._socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, connections, cancellationToken);
            _ = client.ReadAllAsync(events);
            await client._greeted.Task.WaitAsync(cancellationToken);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public Task SendAsync(ReadOnlyMemory<byte> text) =>
        _socket.SendAsync(text, WebSocketMessageType.Text, true, CancellationToken.None).AsTask();

    public void Dispose() => _socket.Dispose();

    private async Task ReadAllAsync(SocketEvents events)
    {
        events.Opened();
        try
        {
            var buffer = new byte[BufferBytes];
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                // Only the greeting, which names all who are there, comes in parts. It says nothing of when it was sent.
                events.Received(buffer.AsSpan(0, result.Count));
                if (result.EndOfMessage)
                {
                    _greeted.TrySetResult();
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            _greeted.TrySetException(exception);
        }
        finally
        {
            events.Ended();
        }
    }
}
