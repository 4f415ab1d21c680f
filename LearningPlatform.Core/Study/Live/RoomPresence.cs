using System.Collections.Immutable;
using StackExchange.Redis;

namespace LearningPlatform.Core.Study.Live;

/// <summary>One open socket of somebody in a room, and what it says about them; without a status it is closed.</summary>
public sealed record Standing(Guid ConnectionId, Guid UserId, PresenceStatus? Status);

/// <summary>
/// Who is in a room right now, over all replicas. Each replica has a time in the room until which its sockets count, and renews that alone;
/// when it was killed its time runs out, and whichever replica looks next says that its people have left.
/// </summary>
public sealed class RoomPresence(IConnectionMultiplexer redis, TimeProvider time)
{
    // KEYS: the people, each with their sockets ("socket replica status;" of each); the replicas, each with its end in ms, and '?' as long as it
    // has not said all its sockets. ARGV: channel, lifetime in ms, replica, 1 when these are all sockets of the replica, 1 for an answer, then
    // socket, user and status of each. A person's status is the most active of their sockets'. Redis's own clock, since those of the replicas
    // differ. Returns whether all sockets of the replica are known, then, if asked, user, sockets, user, sockets, …
    private const string Script =
        """
        local rank = { offline = 0, away = 1, online = 2, studying = 3 }
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local all = ARGV[4] == '1'

        local function status(sockets)
            local highest = 'offline'
            for word in string.gmatch(sockets, '(%a+);') do
                if rank[word] > rank[highest] then highest = word end
            end
            return highest
        end

        local function without(sockets, gone)
            return (string.gsub(sockets, '(%S+) (%S+) %a+;', function(socket, replica)
                if gone(socket, replica) then return '' end
            end))
        end

        local function note(user, before, after)
            if before == after then return end
            if after == '' then
                redis.call('HDEL', KEYS[1], user)
            else
                redis.call('HSET', KEYS[1], user, after)
            end
            local was, is = status(before), status(after)
            if was ~= is then
                redis.call('PUBLISH', ARGV[1],
                    'p {"type":"presence","user_id":"' .. user .. '","status":"' .. is .. '","was":"' .. was .. '"}')
            end
        end

        local said = {}
        for i = 6, #ARGV, 3 do
            local user = ARGV[i + 1]
            said[user] = said[user] or { sockets = {}, open = '' }
            said[user].sockets[ARGV[i]] = true
            if ARGV[i + 2] ~= '' then
                said[user].open = said[user].open .. ARGV[i] .. ' ' .. ARGV[3] .. ' ' .. ARGV[i + 2] .. ';'
            end
        end

        local alive, search, known = {}, all, all
        local replicas = redis.call('HGETALL', KEYS[2])
        for i = 1, #replicas, 2 do
            local ends, unsure = string.match(replicas[i + 1], '^(%d+)(%??)$')
            if replicas[i] == ARGV[3] then
                known = known or unsure == ''
            elseif tonumber(ends) < now then
                redis.call('HDEL', KEYS[2], replicas[i])
                search = true
            else
                alive[replicas[i]] = true
            end
        end
        alive[ARGV[3]] = not all

        if search then
            local people = redis.call('HGETALL', KEYS[1])
            for i = 1, #people, 2 do
                local user, sockets = people[i], people[i + 1]
                local mine = all and said[user] and said[user].open or ''
                note(user, sockets, without(sockets, function(_, replica) return not alive[replica] end) .. mine)
                if all then said[user] = nil end
            end
        end
        for user, saying in pairs(said) do
            local sockets = redis.call('HGET', KEYS[1], user) or ''
            note(user, sockets, without(sockets, function(socket) return saying.sockets[socket] end) .. saying.open)
        end

        redis.call('HSET', KEYS[2], ARGV[3], string.format('%.0f', now + ARGV[2]) .. (known and '' or '?'))
        redis.call('PEXPIRE', KEYS[1], ARGV[2] * 2)
        redis.call('PEXPIRE', KEYS[2], ARGV[2] * 2)
        local answer = ARGV[5] == '1' and redis.call('HGETALL', KEYS[1]) or {}
        table.insert(answer, 1, known and '1' or '0')
        return answer
        """;

    /// <summary>How long a replica's sockets count without being renewed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _replica = Guid.NewGuid().ToString("N");

    /// <summary>Notes how some sockets of this replica stand, and tells the room's members what that changes.</summary>
    public Task ApplyAsync(Guid roomId, IReadOnlyList<Standing> standings, CancellationToken cancellationToken) =>
        RunAsync(roomId, standings, areAll: false, answer: false, cancellationToken);

    /// <summary>The same for one that comes; returns who is there.</summary>
    public async Task<IReadOnlyList<PresentMember>> EnterAsync(Guid roomId, Standing standing, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(roomId, [standing], areAll: false, answer: true, cancellationToken);
        return [.. reply.Skip(1).Chunk(2).Select(pair => new PresentMember(Guid.Parse(pair[0]), MostActive(pair[1])))];
    }

    /// <summary>
    /// Lets this replica's sockets in the room count for another <see cref="Lifetime"/>. <paramref name="all"/> of them are said anew when that
    /// is not known to be right: Redis has lost them, or others have taken this replica for dead.
    /// </summary>
    public async Task RenewAsync(Guid roomId, IEnumerable<Standing> all, CancellationToken cancellationToken)
    {
        if (await RunAsync(roomId, [], areAll: false, answer: false, cancellationToken) is not ["1", ..])
        {
            await ReplaceAsync(roomId, all, cancellationToken);
        }
    }

    /// <summary>Says all sockets of this replica in the room: others that it has had do not count any more.</summary>
    public Task ReplaceAsync(Guid roomId, IEnumerable<Standing> all, CancellationToken cancellationToken) =>
        RunAsync(roomId, [.. all], areAll: true, answer: false, cancellationToken);

    private async Task<ImmutableArray<string>> RunAsync(
        Guid roomId, IReadOnlyList<Standing> standings, bool areAll, bool answer, CancellationToken cancellationToken)
    {
        var values = new RedisValue[5 + (3 * standings.Count)];
        (values[0], values[1], values[2], values[3], values[4]) =
            (RoomKeys.Channel(roomId), (long)Lifetime.TotalMilliseconds, _replica, areAll, answer);
        for (var index = 0; index < standings.Count; index++)
        {
            var standing = standings[index];
            var its = values.AsSpan(5 + (3 * index), 3);
            (its[0], its[1], its[2]) = (standing.ConnectionId.ToString("N"), standing.UserId.ToString(), Word(standing.Status));
        }

        var reply = await redis.GetDatabase()
            .ScriptEvaluateAsync(Script, [RoomKeys.People(roomId), RoomKeys.Replicas(roomId)], values)
            .WaitAsync(Patience, time, cancellationToken);
        return [.. (string[])reply!];
    }

    private static PresenceStatus MostActive(string sockets) =>
        sockets.Contains(" studying;", StringComparison.Ordinal) ? PresenceStatus.Studying
        : sockets.Contains(" online;", StringComparison.Ordinal) ? PresenceStatus.Online
        : PresenceStatus.Away;

    private static string Word(PresenceStatus? status) => status switch
    {
        PresenceStatus.Away => "away",
        PresenceStatus.Online => "online",
        PresenceStatus.Studying => "studying",
        _ => "",
    };
}
