using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>A client of a room's socket: reads all the time, and keeps what it has read.</summary>
internal sealed class RoomClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket;
    private readonly Channel<JsonElement> _unread = Channel.CreateUnbounded<JsonElement>();
    private readonly List<JsonElement> _seen = [];
    private readonly Task<WebSocketCloseStatus?> _reading;
    private readonly SemaphoreSlim _sending = new(1);

    private RoomClient(ClientWebSocket socket)
    {
        _socket = socket;
        _reading = ReadAllAsync();
    }

    /// <summary>Everything so far.</summary>
    public IReadOnlyList<JsonElement> Seen
    {
        get
        {
            lock (_seen)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>How the server closed the socket; null when it was cut off.</summary>
    public Task<WebSocketCloseStatus?> Closed => _reading.WaitAsync(Patience);

    public bool IsOpen => !_reading.IsCompleted;

    /// <summary>Connects; the address has the token in its query.</summary>
    public static async Task<RoomClient> ConnectAsync(Uri server, string path, string token)
    {
        var socket = new ClientWebSocket();
        var query = $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}access_token={token}";
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new UriBuilder(new Uri(server, path + query)) { Scheme = "ws" }.Uri, patience.Token);
        return new RoomClient(socket);
    }

    public Task SendAsync(object message) => SendAsync(JsonSerializer.SerializeToUtf8Bytes(message));

    /// <summary>Sends it as one frame, or as several.</summary>
    public Task SendTextAsync(string text, int frames = 1) => SendAsync(Encoding.UTF8.GetBytes(text), frames);

    private async Task SendAsync(byte[] message, int frames = 1)
    {
        await _sending.WaitAsync();
        try
        {
            foreach (var part in message.Chunk((message.Length + frames - 1) / frames).Index())
            {
                await _socket.SendAsync(part.Item, WebSocketMessageType.Text, part.Index == frames - 1, CancellationToken.None);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Reads on to the next message of this type, and further where <paramref name="fits"/> says so.</summary>
    public async Task<JsonElement> UntilAsync(string type, Func<JsonElement, bool>? fits = null, TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? Patience);
        try
        {
            await foreach (var message in _unread.Reader.ReadAllAsync(patience.Token))
            {
                if (message.GetProperty("type").GetString() == type && fits?.Invoke(message) != false)
                {
                    return message;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        throw new InvalidOperationException($"No '{type}' among: {string.Join('\n', Seen)}");
    }

    /// <summary>The first message of this type, whether it was read already or is still to come.</summary>
    public async Task<JsonElement> SeenAsync(string type, TimeSpan? within = null) =>
        Seen.Cast<JsonElement?>().FirstOrDefault(message => message!.Value.GetProperty("type").GetString() == type)
        ?? await UntilAsync(type, within: within);

    /// <summary>The next message.</summary>
    /// <exception cref="InvalidOperationException">The socket is closed.</exception>
    public async Task<JsonElement> NextAsync() =>
        await _unread.Reader.WaitToReadAsync() && _unread.Reader.TryRead(out var message)
            ? message
            : throw new InvalidOperationException("The socket is closed.");

    /// <summary>Reads on to the error that answers the last message.</summary>
    public async Task<string> ErrorAsync() => (await UntilAsync("error")).GetProperty("code").GetString()!;

    /// <summary>Everything that the server had sent when it answered this call's ping.</summary>
    public async Task<IReadOnlyList<JsonElement>> SettleAsync()
    {
        await SendAsync(new { type = "ping" });
        await UntilAsync("pong");
        return Seen;
    }

    /// <summary>Ends it as a broken network does.</summary>
    public void Cut() => _socket.Abort();

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task<WebSocketCloseStatus?> ReadAllAsync()
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    result = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += result.Count;
                }
                while (!result.EndOfMessage);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return _socket.CloseStatus;
                }

                var message = JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length));
                lock (_seen)
                {
                    _seen.Add(message);
                }

                _unread.Writer.TryWrite(message);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            return null;
        }
        finally
        {
            _unread.Writer.TryComplete();
        }
    }
}

/// <summary>Several at once.</summary>
internal sealed class Disposables(params IDisposable[] all) : IDisposable
{
    public void Dispose()
    {
        foreach (var one in all)
        {
            one.Dispose();
        }
    }
}
