using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LearningPlatform.Workers.Events;

/// <summary>A Redis Stream a topic. Readers are woken by pub/sub: a blocking read would stop the shared connection.</summary>
internal sealed class RedisStreamTransport(
    IConnectionMultiplexer redis, StreamWakeUp wakeUp, StreamTrimmer trimmer, IOptions<EventOptions> options, TimeProvider time)
    : IEventTransport
{
    private const int DeadLettersKept = 10_000;

    private readonly EventOptions _options = options.Value;

    public async Task<IReadOnlyList<string>> PublishAsync(
        string topic, IReadOnlyList<TransportMessage> messages, CancellationToken cancellationToken)
    {
        if (!await HasRoomAsync(topic, cancellationToken))
        {
            return [];
        }

        var ids = await Task.WhenAll(messages.Select(message => AddAsync(topic, message))).WaitAsync(cancellationToken);
        wakeUp.Announce(topic);
        return ids;
    }

    public async Task<IReadOnlySet<string>> FindLostAsync(
        string topic, IReadOnlyCollection<string> receipts, CancellationToken cancellationToken)
    {
        var database = redis.GetDatabase();
        var found = await Task.WhenAll(receipts.Select(async receipt =>
        {
            var entries = await database.ExecuteAsync("XRANGE", (RedisKey)topic, receipt, receipt);
            return (receipt, Lost: ((RedisResult[])entries!).Length == 0);
        })).WaitAsync(cancellationToken);
        return found.Where(entry => entry.Lost).Select(entry => entry.receipt).ToHashSet(StringComparer.Ordinal);
    }

    public async Task PublishDeadLetterAsync(
        string topic, TransportMessage message, DeadLetterReason reason, CancellationToken cancellationToken)
    {
        List<object> arguments = [(RedisKey)$"{topic}.dead", "MAXLEN", "~", DeadLettersKept, "*"];
        StreamEntry.Write(arguments, message with { Handler = reason.Handler });
        arguments.AddRange(["tries", reason.Tries, "error", reason.Error]);
        await redis.GetDatabase().ExecuteAsync("XADD", [.. arguments]).WaitAsync(cancellationToken);
    }

    public Task TrimAsync(string topic, CancellationToken cancellationToken) => trimmer.TrimAsync(topic, cancellationToken);

    public IEventReader Open(string topic, string group) => new RedisStreamReader(redis.GetDatabase(), wakeUp, _options, time, topic, group);

    private async Task<bool> HasRoomAsync(string topic, CancellationToken cancellationToken)
    {
        if (await LengthAsync(topic, cancellationToken) < _options.StreamLimit)
        {
            return true;
        }

        await trimmer.TrimAsync(topic, cancellationToken);
        return await LengthAsync(topic, cancellationToken) < _options.StreamLimit;
    }

    private async Task<long> LengthAsync(string topic, CancellationToken cancellationToken) =>
        (long)await redis.GetDatabase().ExecuteAsync("XLEN", (RedisKey)topic).WaitAsync(cancellationToken);

    private async Task<string> AddAsync(string topic, TransportMessage message)
    {
        List<object> arguments = [(RedisKey)topic, "*"];
        StreamEntry.Write(arguments, message);
        return (string)(await redis.GetDatabase().ExecuteAsync("XADD", [.. arguments]))!;
    }
}
