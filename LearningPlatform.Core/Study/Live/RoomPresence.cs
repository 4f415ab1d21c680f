using StackExchange.Redis;

namespace LearningPlatform.Core.Study.Live;

/// <summary>One open socket of somebody in a room, and what it says about them; without a status it is closed.</summary>
public sealed record Standing(Guid ConnectionId, Guid UserId, PresenceStatus? Status);

/// <summary>
/// Who is in a room right now, over all replicas: an entry a socket in a Redis hash, which its replica renews. Entries of a replica that
/// was killed run out, and whichever replica looks next says that these people have left.
/// </summary>
public sealed class RoomPresence(IConnectionMultiplexer redis, TimeProvider time)
{
    // KEYS: the hash. ARGV: channel, lifetime in ms, 1 for an answer, then connection, user and status of each standing. A person's status is
    // the most active of their sockets'. Redis's own clock, since those of the replicas differ. Returns user, status, user, status, …
    private const string Script =
        """
        local rank = { away = 1, online = 2, studying = 3 }
        local word = { 'away', 'online', 'studying' }
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local entries = {}
        local stored = redis.call('HGETALL', KEYS[1])
        for i = 1, #stored, 2 do
            local user, status, ends = string.match(stored[i + 1], '^(%S+) (%S+) (%S+)$')
            entries[stored[i]] = { user = user, rank = rank[status], ends = tonumber(ends) }
        end

        local function people()
            local ranks = {}
            for _, entry in pairs(entries) do
                ranks[entry.user] = math.max(ranks[entry.user] or 0, entry.rank)
            end
            return ranks
        end

        local before = people()
        for i = 4, #ARGV, 3 do
            local connection, user, status = ARGV[i], ARGV[i + 1], ARGV[i + 2]
            if status == '' then
                entries[connection] = nil
                redis.call('HDEL', KEYS[1], connection)
            else
                local ends = now + tonumber(ARGV[2])
                entries[connection] = { user = user, rank = rank[status], ends = ends }
                redis.call('HSET', KEYS[1], connection, user .. ' ' .. status .. ' ' .. string.format('%.0f', ends))
            end
        end
        for connection, entry in pairs(entries) do
            if entry.ends < now then
                entries[connection] = nil
                redis.call('HDEL', KEYS[1], connection)
            end
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[2] * 2)

        local after = people()
        local answer = {}
        local function tell(user)
            local was, is = word[before[user]] or 'offline', word[after[user]] or 'offline'
            if was ~= is then
                redis.call('PUBLISH', ARGV[1],
                    'p {"type":"presence","user_id":"' .. user .. '","status":"' .. is .. '","was":"' .. was .. '"}')
            end
        end
        for user, _ in pairs(before) do
            tell(user)
        end
        for user, highest in pairs(after) do
            if not before[user] then
                tell(user)
            end
            if ARGV[3] == '1' then
                answer[#answer + 1] = user
                answer[#answer + 1] = word[highest]
            end
        end
        return answer
        """;

    /// <summary>How long a socket counts without being renewed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Notes how sockets stand, and tells the room's members what that changes.</summary>
    public Task ApplyAsync(Guid roomId, IEnumerable<Standing> standings, CancellationToken cancellationToken) =>
        RunAsync(roomId, standings, answer: false, cancellationToken);

    /// <summary>The same for one that comes; returns who is there.</summary>
    public async Task<IReadOnlyList<PresentMember>> EnterAsync(Guid roomId, Standing standing, CancellationToken cancellationToken)
    {
        var reply = (string?[]?)await RunAsync(roomId, [standing], answer: true, cancellationToken) ?? [];
        return [.. reply.Chunk(2).Select(pair =>
            new PresentMember(Guid.Parse(pair[0]!), Enum.Parse<PresenceStatus>(pair[1]!, ignoreCase: true)))];
    }

    private Task<RedisResult> RunAsync(Guid roomId, IEnumerable<Standing> standings, bool answer, CancellationToken cancellationToken)
    {
        var values = new List<RedisValue> { RoomKeys.Channel(roomId), (long)Lifetime.TotalMilliseconds, answer };
        foreach (var standing in standings)
        {
            values.Add(standing.ConnectionId.ToString("N"));
            values.Add(standing.UserId.ToString());
            values.Add(Word(standing.Status));
        }

        return redis.GetDatabase()
            .ScriptEvaluateAsync(Script, [RoomKeys.Presence(roomId)], [.. values])
            .WaitAsync(Patience, time, cancellationToken);
    }

    private static string Word(PresenceStatus? status) => status switch
    {
        PresenceStatus.Away => "away",
        PresenceStatus.Online => "online",
        PresenceStatus.Studying => "studying",
        _ => "",
    };
}
