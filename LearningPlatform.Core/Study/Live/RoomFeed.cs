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
public sealed partial class RoomFeed(IServiceProvider services, TimeProvider time, ILogger<RoomFeed> logger)
{
    /// <summary>How many events of a room can be caught up on, about.</summary>
    public const int Kept = 1_000;

    // KEYS: the stream, the messages that are stored but not sent. ARGV: channel, type, JSON object, events kept, seconds kept, message or ''.
    // Append and publish are one step, so that the channel has the ids in order; each signal names the id before its own, so that a gap shows.
    // A message that another replica has sent already is not waiting any more, unless Redis has lost everything.
    private const string PublishScript =
        """
        if ARGV[6] ~= '' and redis.call('ZREM', KEYS[2], ARGV[6]) == 0 and redis.call('EXISTS', KEYS[1]) == 1 then
            return false
        end
        local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
        local before = last[1] and last[1][1] or '0-0'
        local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], '*', 't', ARGV[2], 'm', ARGV[3])
        redis.call('EXPIRE', KEYS[1], ARGV[5])
        redis.call('PUBLISH', ARGV[1], 'e ' .. before .. ' ' .. id .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
        return id
        """;

    /// <summary>For how long after its last event.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    private const int UsualBytes = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // No escapes beyond JSON's own: this is never embedded in HTML.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private IConnectionMultiplexer? _redis;

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
            // Connecting for the first time may block.
            _redis ??= await Task.Run(services.GetRequiredService<IConnectionMultiplexer>, cancellationToken);
            await _redis.GetDatabase().ScriptEvaluateAsync(
                PublishScript,
                [RoomKeys.Stream(roomId), RoomKeys.Waiting],
                [RoomKeys.Channel(roomId), kind.Name, Write(kind, data), Kept, (long)KeptFor.TotalSeconds, waiting])
                .WaitAsync(Patience, time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogAway(exception, kind.Name);
            return false;
        }
    }

    /// <summary>What members get, but for the id, which comes first and is known only when the stream has the event.</summary>
    private ReadOnlyMemory<byte> Write<T>(RoomEventKind<T> kind, T data)
        where T : class
    {
        var buffer = new ArrayBufferWriter<byte>(UsualBytes);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("type", kind.Name);
            json.WriteString("at", time.GetUtcNow().UtcDateTime);
            json.WritePropertyName("data");
            JsonSerializer.Serialize(json, data, kind.Json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away; {Kind} is not seen live")]
    private partial void LogAway(Exception exception, string kind);
}
