using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Live;
using StackExchange.Redis;

namespace LearningPlatform.Core.Study.Chat;

/// <summary>
/// Messages between being stored and being sent. Whichever process dies in between, another one finds the message here and sends it; and a
/// second try of the same message gets the first one's id, on any replica.
/// </summary>
public sealed class WaitingMessages(IConnectionMultiplexer redis, TimeProvider time)
{
    // KEYS: the waiting messages, then the reservation of each. ARGV: seconds to keep a reservation, then a new id and the entry's name before
    // the id of each.
    private const string ReserveScript =
        """
        local now = redis.call('TIME')[1]
        local ids = {}
        for i = 2, #KEYS do
            local id = redis.call('GET', KEYS[i])
            if not id then
                id = ARGV[2 * i - 2]
                redis.call('SET', KEYS[i], id, 'EX', ARGV[1])
                redis.call('ZADD', KEYS[1], now, ARGV[2 * i - 1] .. id)
            end
            ids[i - 1] = id
        end
        return ids
        """;

    private const string LongerThanScript =
        "return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', redis.call('TIME')[1] - ARGV[1], 'LIMIT', 0, 100)";

    private const string AddScript = "return redis.call('ZADD', KEYS[1], redis.call('TIME')[1], ARGV[1])";

    /// <summary>For how long a second try is known by itself; a later one has to say that it is one.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The ids for messages, in their order: each its own, or the one that an earlier try of the same author with the same client id has. One
    /// that has its own waits to be sent from now on.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> ReserveAsync(IReadOnlyList<Document<ChatMessage>> messages, CancellationToken cancellationToken)
    {
        var (keys, values) = (new RedisKey[1 + messages.Count], new RedisValue[1 + (2 * messages.Count)]);
        (keys[0], values[0]) = (RoomKeys.Waiting, (long)RememberedFor.TotalSeconds);
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            keys[1 + index] = KeyOf(message.Body);
            (values[1 + (2 * index)], values[2 + (2 * index)]) = (message.Id.ToString("N"), $"{message.Body.RoomId:N}:");
        }

        var ids = (string[]?)await RunAsync(ReserveScript, keys, values, cancellationToken);
        return Array.ConvertAll(ids!, id => Guid.ParseExact(id, "N"));
    }

    /// <summary>Puts a message back: it was stored by a second try, and the first one's entry may be gone.</summary>
    public Task AddAsync(WaitingMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return RunAsync(AddScript, [RoomKeys.Waiting], [message.ToString()], cancellationToken);
    }

    /// <summary>Some of those that wait for longer than <paramref name="age"/>.</summary>
    public async Task<IReadOnlyList<WaitingMessage>> LongerThanAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var reply = (string?[]?)await RunAsync(LongerThanScript, [RoomKeys.Waiting], [(long)age.TotalSeconds], cancellationToken) ?? [];
        return [.. reply.Select(entry => WaitingMessage.Parse(entry!))];
    }

    public Task RemoveAsync(WaitingMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return redis.GetDatabase().SortedSetRemoveAsync(RoomKeys.Waiting, message.ToString()).WaitAsync(Patience, time, cancellationToken);
    }

    private static string KeyOf(ChatMessage message) => RoomKeys.Reservation(message.RoomId, message.AuthorId, message.ClientId);

    private Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        redis.GetDatabase().ScriptEvaluateAsync(script, keys, values).WaitAsync(Patience, time, cancellationToken);
}

/// <summary>A message that is stored, or about to be, and not sent yet.</summary>
public sealed record WaitingMessage(Guid RoomId, Guid MessageId)
{
    public static WaitingMessage Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(Guid.ParseExact(text[..32], "N"), Guid.ParseExact(text[33..], "N"));
    }

    public override string ToString() => $"{RoomId:N}:{MessageId:N}";
}
