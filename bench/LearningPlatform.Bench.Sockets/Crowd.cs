using System.Buffers;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;

namespace LearningPlatform.Bench.Sockets;

/// <summary>Everybody's sockets.</summary>
internal sealed class Crowd(Uri server, Version version) : IDisposable
{
    private const int ConnectingAtOnce = 64;
    private const int Tries = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Over HTTP/2 a hundred sockets share a connection.
    private readonly HttpMessageInvoker _connections = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseCookies = false });
    private readonly List<ClientWebSocket> _writers = [];
    private int _open;
    private int _triedAgain;

    public Latencies Latencies { get; } = new();

    /// <summary>Sockets that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>How often a socket had to be opened once more.</summary>
    public int TriedAgain => _triedAgain;

    /// <summary>Opens a socket for everybody; the first of each room will write. Returns how many a second.</summary>
    public async Task<double> ConnectAsync(BenchRooms rooms, Func<Guid, string> token)
    {
        var started = Stopwatch.GetTimestamp();
        var all = rooms.Rooms.SelectMany(room => room.People.Select((person, number) => (room.Id, Person: person, Writes: number == 0)));
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce }, async (seat, cancellationToken) =>
        {
            var socket = await EnterAsync(seat.Id, token(seat.Person), cancellationToken);
            if (seat.Writes)
            {
                lock (_writers)
                {
                    _writers.Add(socket);
                }
            }
        });
        return Open / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Says so many messages a second, at an even rate, each room in its turn. Returns how many.</summary>
    public async Task<int> TalkAsync(int rate, TimeSpan duration)
    {
        var (started, said) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < duration)
        {
            for (; said < elapsed.TotalSeconds * rate; said++)
            {
                var message = new { type = "chat.send", client_id = Guid.NewGuid().ToString("N"), text = Latencies.TextNow() };
                // A writer's next turn comes long after this one.
                _ = _writers[said % _writers.Count].SendAsync(
                    JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
            }

            await Task.Delay(1);
        }

        return said;
    }

    public void Dispose()
    {
        foreach (var writer in _writers)
        {
            writer.Dispose();
        }

        _connections.Dispose();
    }

    /// <summary>As every client, tries again when it was cut off.</summary>
    private async Task<ClientWebSocket> EnterAsync(Guid room, string token, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(new Uri(server, $"/ws/rooms/{room}")) { Scheme = "ws" }.Uri;
        for (var number = 1; ; number++)
        {
            var socket = new ClientWebSocket();
            socket.Options.HttpVersion = version;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            try
            {
                using var patience = new CancellationTokenSource(Patience);
                await socket.ConnectAsync(address, _connections, patience.Token);
                var greeted = new TaskCompletionSource();
                _ = ReadAllAsync(socket, greeted);
                await greeted.Task.WaitAsync(Patience, cancellationToken);
                return socket;
            }
            catch (Exception exception) when (number < Tries && exception is WebSocketException or TimeoutException)
            {
                socket.Dispose();
                Interlocked.Increment(ref _triedAgain);
            }
        }
    }

    private async Task ReadAllAsync(ClientWebSocket socket, TaskCompletionSource greeted)
    {
        Interlocked.Increment(ref _open);
        try
        {
            while (true)
            {
                // Without a buffer as long as nothing comes.
                await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
                var length = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += result.Count;
                }
                while (!result.EndOfMessage);
                Latencies.Receive(buffer.AsSpan(0, length));
                ArrayPool<byte>.Shared.Return(buffer);
                greeted.TrySetResult();
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            greeted.TrySetException(exception);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
