namespace LearningPlatform.Core.Study.Calls;

/// <summary>
/// The state of a room's call in Redis, a hash: <c>channel</c>, <c>screen</c>, and a field a peer, <c>until user audio video</c>. Each change is
/// one script, so that the call never has one person too many nor two screens.
/// </summary>
internal static class CallScripts
{
    /// <summary>Hands JSON to one peer, if both are in the call. ARGV: channel, sender, receiver, JSON.</summary>
    public const string Relay =
        """
        if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 or redis.call('HEXISTS', KEYS[1], ARGV[3]) == 0 then
            return 0
        end
        redis.call('PUBLISH', ARGV[1], 'c ' .. ARGV[3] .. ' ' .. ARGV[4])
        return 1
        """;

    /// <summary>ARGV from 4: peer, user, audio, video, most people, a new channel's id.</summary>
    public const string Join = Begin +
        """
        local others = 0
        for _, id in ipairs(peers()) do
            if read(id).user ~= ARGV[5] then
                others = others + 1
            end
        end
        if others >= tonumber(ARGV[8]) then
            return answer('full')
        end
        for _, id in ipairs(peers()) do
            if read(id).user == ARGV[5] then
                drop(id)
                redis.call('PUBLISH', channel, 'x ' .. id)
            end
        end
        local begins = redis.call('HSETNX', call, 'channel', ARGV[9]) == 1
        write(ARGV[4], { user = ARGV[5], audio = ARGV[6], video = ARGV[7] })
        tell(ARGV[4], '{"type":"peer.joined","peer":{"peer_id":"' .. ARGV[4] .. '","user_id":"' .. ARGV[5] ..
            '","audio":' .. ARGV[6] .. ',"video":' .. ARGV[7] .. '}}')
        return answer(begins and 'begins' or 'ok')
        """;

    /// <summary>ARGV from 4: peers.</summary>
    public const string Leave = Begin +
        """
        for i = 4, #ARGV do
            if redis.call('HEXISTS', call, ARGV[i]) == 1 then
                drop(ARGV[i])
            end
        end
        return answer('ok')
        """;

    /// <summary>ARGV from 4: peers that are still there.</summary>
    public const string Renew = Begin +
        """
        for i = 4, #ARGV do
            local peer = read(ARGV[i])
            if peer then
                write(ARGV[i], peer)
            end
        end
        return answer('ok')
        """;

    /// <summary>ARGV from 4: peer, audio, video.</summary>
    public const string Media = Begin +
        """
        local peer = read(ARGV[4])
        if not peer then
            return answer('unknown')
        end
        peer.audio, peer.video = ARGV[5], ARGV[6]
        write(ARGV[4], peer)
        tell(ARGV[4], '{"type":"peer.media","peer_id":"' .. ARGV[4] .. '","audio":' .. ARGV[5] .. ',"video":' .. ARGV[6] .. '}')
        return answer('ok')
        """;

    /// <summary>ARGV from 4: peer, true or false. All peers are told, this one as well.</summary>
    public const string Screen = Begin +
        """
        local holder = redis.call('HGET', call, 'screen')
        if not read(ARGV[4]) then
            return answer('unknown')
        end
        if holder and holder ~= ARGV[4] then
            return answer(ARGV[5] == 'true' and 'taken' or 'ok')
        end
        if ARGV[5] == 'true' then
            redis.call('HSET', call, 'screen', ARGV[4])
            tell(nobody, '{"type":"screen","peer_id":"' .. ARGV[4] .. '"}')
        elseif holder then
            redis.call('HDEL', call, 'screen')
            tell(nobody, '{"type":"screen","peer_id":null}')
        end
        return answer('ok')
        """;

    // KEYS: the call, the rooms with calls by when a look is due. ARGV: channel, lifetime in ms, room.
    // First whoever has not been renewed is put out. Answers are outcome, channel, screen, peers, those put out, the channel that has ended.
    private const string Begin =
        """
        local call, calls, channel, lifetime, room = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]), ARGV[3]
        local nobody = '00000000-0000-0000-0000-000000000000'
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local gone = {}
        local ended = ''

        local function read(id)
            local ends, user, audio, video = string.match(redis.call('HGET', call, id) or '', '^(%S+) (%S+) (%S+) (%S+)$')
            return ends and { ends = tonumber(ends), user = user, audio = audio, video = video }
        end

        local function write(id, peer)
            redis.call('HSET', call, id, string.format('%.0f', now + lifetime) .. ' ' .. peer.user .. ' ' .. peer.audio .. ' ' .. peer.video)
        end

        local function tell(except, json)
            redis.call('PUBLISH', channel, 'a ' .. except .. ' ' .. json)
        end

        local function drop(id)
            local user = read(id).user
            redis.call('HDEL', call, id)
            gone[#gone + 1] = id
            if redis.call('HGET', call, 'screen') == id then
                redis.call('HDEL', call, 'screen')
                tell(id, '{"type":"screen","peer_id":null}')
            end
            tell(id, '{"type":"peer.left","peer_id":"' .. id .. '","user_id":"' .. user .. '"}')
        end

        local function peers()
            local ids = {}
            for _, field in ipairs(redis.call('HKEYS', call)) do
                if #field == 36 then
                    ids[#ids + 1] = field
                end
            end
            return ids
        end

        local function endIfEmpty()
            if #peers() == 0 then
                ended = redis.call('HGET', call, 'channel') or ended
                redis.call('DEL', call)
                redis.call('ZREM', calls, room)
            end
        end

        local function answer(outcome)
            endIfEmpty()
            local all = {}
            for _, id in ipairs(peers()) do
                local peer = read(id)
                all[#all + 1] = id .. ' ' .. peer.user .. ' ' .. peer.audio .. ' ' .. peer.video
            end
            if #all > 0 then
                redis.call('EXPIRE', call, 86400)
                redis.call('ZADD', calls, now + lifetime, room)
            end
            return { outcome, redis.call('HGET', call, 'channel') or '', redis.call('HGET', call, 'screen') or '', all, gone, ended }
        end

        for _, id in ipairs(peers()) do
            if read(id).ends < now then
                drop(id)
            end
        end
        endIfEmpty()

        """;
}
