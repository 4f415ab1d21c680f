using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;

namespace LearningPlatform.Bench.Sockets;

/// <summary>Everybody's sockets.</summary>
internal sealed class Crowd(Uri server, Version version) : IDisposable
{
    private const int ConnectingAtOnce = 64;
    private const int Tries = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpMessageInvoker _http1 = new(new SocketsHttpHandler { UseCookies = false });
    private readonly List<Task<Http2Connection>> _http2 = [];
    private readonly List<IBenchSocket> _writers = [];
    private int _triedAgain;

    public SocketEvents Events { get; } = new();

    /// <summary>How often a socket had to be opened once more.</summary>
    public int TriedAgain => _triedAgain;

    /// <summary>Opens a socket for everybody; the first of each room will write. Returns how many a second.</summary>
    public async Task<double> ConnectAsync(BenchRooms rooms, Func<Guid, string> token)
    {
        var started = Stopwatch.GetTimestamp();
        var all = rooms.Rooms.SelectMany(room => room.People.Select((person, number) => (room.Id, Person: person, Writes: number == 0)));
        await Parallel.ForEachAsync(all.Index(), new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce }, async (seat, cancellationToken) =>
        {
            var socket = await EnterAsync(seat.Index, seat.Item.Id, token(seat.Item.Person), cancellationToken);
            if (seat.Item.Writes)
            {
                lock (_writers)
                {
                    _writers.Add(socket);
                }
            }
        });
        return Events.Open / Stopwatch.GetElapsedTime(started).TotalSeconds;
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
                _ = _writers[said % _writers.Count].SendAsync(JsonSerializer.SerializeToUtf8Bytes(message));
            }

            await Task.Delay(1);
        }

        return said;
    }

    public void Dispose()
    {
        foreach (var writer in _writers.OfType<IDisposable>())
        {
            writer.Dispose();
        }

        foreach (var connection in _http2.Where(opening => opening.IsCompletedSuccessfully))
        {
            connection.Result.Dispose();
        }

        _http1.Dispose();
    }

    /// <summary>As every client, tries again when it was cut off.</summary>
    private async Task<IBenchSocket> EnterAsync(int number, Guid room, string token, CancellationToken cancellationToken)
    {
        var address = new Uri(server, $"/ws/rooms/{room}");
        for (var attempt = 1; ; attempt++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            try
            {
                return version.Major == 1
                    ? await Http1Socket.EnterAsync(_http1, address, token, Events, patience.Token)
                    : await (await ConnectionOf(number)).EnterAsync(address, token, Events, patience.Token);
            }
            catch (Exception exception) when (
                attempt < Tries && exception is WebSocketException or IOException or SocketException or OperationCanceledException)
            {
                Interlocked.Increment(ref _triedAgain);
            }
        }
    }

    /// <summary>People share connections in the order in which they come, as behind a proxy.</summary>
    private Task<Http2Connection> ConnectionOf(int number)
    {
        lock (_http2)
        {
            while (_http2.Count <= number / Http2Connection.MostStreams)
            {
                _http2.Add(Http2Connection.OpenAsync(server));
            }

            return _http2[number / Http2Connection.MostStreams];
        }
    }
}
