using System.Net;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace LearningPlatform.Core.Identity.Limits;

/// <summary>Who tries to sign in to what.</summary>
/// <param name="Login">The normalised e-mail address or username, whether there is such an account or not.</param>
/// <param name="Address">The client's address.</param>
/// <param name="KnownAs">A name for the device when the account has signed in from it before; null for a stranger.</param>
public sealed record SignInAttempt(string Login, string Address, string? KnownAs);

/// <summary>
/// Counts wrong passwords in Redis, for an account and an address together, and for each alone (<see cref="AttemptRule"/> has the
/// numbers). An attempt is counted before its password is looked at, so a thousand at once get no more tries than one after the other,
/// and is taken back when the password was right.
/// </summary>
/// <remarks>Without Redis nobody can sign in: limits that fail open would be an invitation to take Redis down first.</remarks>
public sealed class SignInLimits(IConnectionMultiplexer redis, TimeProvider time)
{
    // KEYS: the pair, the address, the account; a known device has the pair only. Values: n = attempts, t = end of the pause (ms).
    // ARGV: now, memory, attack threshold, first pause, then budget and cap of pair, of the pair under attack, and of the address.
    // Answers how long to wait (ms); 0 to go on.
    private const string Reserve =
        """
        local now, memory = tonumber(ARGV[1]), tonumber(ARGV[2])
        local function read(key) local v = redis.call('HMGET', key, 'n', 't') return tonumber(v[1] or 0), tonumber(v[2] or 0) end
        local wait = 0
        for i = 1, math.min(#KEYS, 2) do
          local _, t = read(KEYS[i])
          if t - now > wait then wait = t - now end
        end
        if wait > 0 then return wait end
        local function count(key, budget, cap)
          local n = read(key) + 1
          local t = 0
          if n >= budget then t = now + math.min(cap, tonumber(ARGV[4]) * 2 ^ math.min(n - budget, 20)) end
          redis.call('HSET', key, 'n', n, 't', t)
          redis.call('PEXPIRE', key, memory)
        end
        local at = 5
        if KEYS[3] then
          local n = read(KEYS[3]) + 1
          redis.call('HSET', KEYS[3], 'n', n)
          redis.call('PEXPIRE', KEYS[3], memory)
          if n > tonumber(ARGV[3]) then at = 7 end
          count(KEYS[2], tonumber(ARGV[9]), tonumber(ARGV[10]))
        end
        count(KEYS[1], tonumber(ARGV[at]), tonumber(ARGV[at + 1]))
        return 0
        """;

    // The right password: the pair starts anew; the shared counters lose just this attempt and a pause that it began.
    private const string TakeBack =
        """
        redis.call('DEL', KEYS[1])
        for i = 2, #KEYS do
          if tonumber(redis.call('HGET', KEYS[i], 'n') or 0) > 0 then
            redis.call('HINCRBY', KEYS[i], 'n', -1)
            redis.call('HSET', KEYS[i], 't', 0)
          end
        end
        return 0
        """;

    /// <summary>Counts the attempt; the time to wait when it must not be made, null to go on.</summary>
    public async Task<TimeSpan?> ReserveAsync(SignInAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var pair = attempt.KnownAs is null ? AttemptRule.Stranger : AttemptRule.Known;
        var wait = (long)await redis.GetDatabase().ScriptEvaluateAsync(
            Reserve,
            KeysOf(attempt),
            [
                time.GetUtcNow().ToUnixTimeMilliseconds(),
                (long)AttemptRule.Memory.TotalMilliseconds,
                AttemptRule.AttackThreshold,
                (long)pair.PauseAfter(pair.Budget).TotalMilliseconds,
                pair.Budget,
                (long)pair.Cap.TotalMilliseconds,
                AttemptRule.StrangerUnderAttack.Budget,
                (long)AttemptRule.StrangerUnderAttack.Cap.TotalMilliseconds,
                AttemptRule.Address.Budget,
                (long)AttemptRule.Address.Cap.TotalMilliseconds,
            ]);
        return wait > 0 ? TimeSpan.FromMilliseconds(wait) : null;
    }

    /// <summary>The password was right.</summary>
    public Task SucceededAsync(SignInAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return redis.GetDatabase().ScriptEvaluateAsync(TakeBack, KeysOf(attempt), []);
    }

    private static RedisKey[] KeysOf(SignInAttempt attempt)
    {
        var account = Short(attempt.Login);
        return attempt.KnownAs is { } known
            ? [$"sign-in:known:{account}:{Short(known)}"]
            : [
                $"sign-in:pair:{account}:{Short(NetworkOf(attempt.Address))}",
                $"sign-in:address:{Short(NetworkOf(attempt.Address))}",
                $"sign-in:account:{account}",
            ];
    }

    /// <summary>An IPv6 customer has a /64 and could change the address with every try.</summary>
    private static string NetworkOf(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed) || parsed.GetAddressBytes() is not { Length: 16 } bytes)
        {
            return address;
        }

        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes).ToString();
    }

    /// <summary>No addresses of people in Redis, and keys of one length whatever was typed.</summary>
    private static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
