using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LearningPlatform.Core.Study.Live;

/// <summary>
/// What happens in a room, for its members' open sockets: an event gets the next id of the room's Redis stream, and every Realtime replica
/// that has members of the room sends it on. Call it after the change is stored.
/// </summary>
/// <remarks>
/// Members who come back get what they have missed from the stream, as long as it has it (<see cref="Kept"/> events, <see cref="KeptFor"/>).
/// Without Redis a change is simply not seen live: clients are told to read everything anew when it is back.
/// </remarks>
public sealed partial class RoomFeed
{
    /// <summary>How many events of a room can be caught up on, about.</summary>
    public const int Kept = 1_000;

    // KEYS: the messages that are stored but not sent, then the stream of each event. ARGV: events kept, seconds kept, then channel, type, JSON
    // object, and message or '' of each. Append and publish are one step, so that the channel has the ids in order; each signal names the id
    // before its own, so that a gap shows. A message that another replica has sent already is not waiting any more, unless Redis has lost
    // everything.
    private const string PublishScript =
        """
        for i = 2, #KEYS do
            local at = 4 * i - 6
            local channel, type, json, message = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
            if message == '' or redis.call('ZREM', KEYS[1], message) == 1 or redis.call('EXISTS', KEYS[i]) == 0 then
                local last = redis.call('XREVRANGE', KEYS[i], '+', '-', 'COUNT', 1)
                local before = last[1] and last[1][1] or '0-0'
                local id = redis.call('XADD', KEYS[i], 'MAXLEN', '~', ARGV[1], '*', 't', type, 'm', json)
                redis.call('EXPIRE', KEYS[i], ARGV[2])
                redis.call('PUBLISH', channel, 'e ' .. before .. ' ' .. id .. ' ' .. type .. ' ' .. json)
            end
        end
        """;

    /// <summary>For how long after its last event.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    private const int UsualBytes = 4 * 1024;
    private const int MostKeptBytes = 64 * 1024;

    // More than ever wait together: while Redis is away all of them hear of it at once, and none waits for others' patience to end first.
    private const int MostTogether = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // No escapes beyond JSON's own: this is never embedded in HTML.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The JSON writer asks for several times the bytes that it needs.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Gathering<Publication, bool> _gathering;
    private IConnectionMultiplexer? _redis;

    public RoomFeed(IServiceProvider services, TimeProvider time, ILogger<RoomFeed> logger)
    {
        (_services, _time, _logger) = (services, time, logger);
        _gathering = new(PublishAsync, TimeSpan.Zero, MostTogether, time);
    }

    /// <summary>Tells the room's members. False when Redis is away, which is logged and no reason to fail: the change itself is stored.</summary>
    public Task<bool> PublishAsync<T>(Guid roomId, RoomEventKind<T> kind, T data, CancellationToken cancellationToken)
        where T : class =>
        PublishAsync(roomId, kind, data, waiting: "", cancellationToken);

    /// <summary>The same for a message that is <paramref name="waiting"/> to be sent, and that is sent only once.</summary>
    internal async Task<bool> PublishAsync<T>(
        Guid roomId, RoomEventKind<T> kind, T data, string waiting, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        try
        {
            return await _gathering.AddAsync(new(roomId, kind.Name, Write(kind, data), waiting)).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogAway(exception, kind.Name);
            return false;
        }
    }

    // Without cancellation: it is for several.
    private async Task<IReadOnlyList<bool>> PublishAsync(IReadOnlyList<Publication> publications)
    {
        // Connecting for the first time may block.
        _redis ??= await Task.Run(_services.GetRequiredService<IConnectionMultiplexer>);
        var (keys, values) = (new RedisKey[1 + publications.Count], new RedisValue[2 + (4 * publications.Count)]);
        (keys[0], values[0], values[1]) = (RoomKeys.Waiting, Kept, (long)KeptFor.TotalSeconds);
        for (var index = 0; index < publications.Count; index++)
        {
            var publication = publications[index];
            keys[1 + index] = RoomKeys.Stream(publication.RoomId);
            var its = values.AsSpan(2 + (4 * index), 4);
            (its[0], its[1]) = (RoomKeys.Channel(publication.RoomId), publication.Kind);
            (its[2], its[3]) = (publication.Json, publication.Waiting);
        }

        await _redis.GetDatabase().ScriptEvaluateAsync(PublishScript, keys, values).WaitAsync(Patience, _time);
        return [.. Enumerable.Repeat(true, publications.Count)];
    }

    /// <summary>What members get, but for the id, which comes first and is known only when the stream has the event.</summary>
    private ReadOnlyMemory<byte> Write<T>(RoomEventKind<T> kind, T data)
        where T : class
    {
        var buffer = _buffer ?? new(UsualBytes);
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("type", kind.Name);
            json.WriteString("at", _time.GetUtcNow().UtcDateTime);
            json.WritePropertyName("data");
            JsonSerializer.Serialize(json, data, kind.Json);
            json.WriteEndObject();
        }

        _buffer = buffer.Capacity > MostKeptBytes ? null : buffer;
        return buffer.WrittenSpan.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away; {Kind} is not seen live")]
    private partial void LogAway(Exception exception, string kind);

    private sealed record Publication(Guid RoomId, string Kind, ReadOnlyMemory<byte> Json, string Waiting);
}
