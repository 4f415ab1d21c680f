using LearningPlatform.Workers.Events;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LearningPlatform.WorkersTests.Events;

[Collection(StoresCollection.Name)]
public sealed class RedisStreamTransportTests : TransportContract, IAsyncDisposable
{
    private readonly ConnectionMultiplexer _redis;
    private readonly StreamTrimmer _trimmer;

    public RedisStreamTransportTests(StoresFixture stores)
    {
        ArgumentNullException.ThrowIfNull(stores);
        _redis = ConnectionMultiplexer.Connect(stores.Redis);
        _trimmer = new StreamTrimmer(_redis);
        Transport = Create(new());
    }

    private protected override IEventTransport Transport { get; }

    [Fact]
    public async Task Trimming_removes_what_every_group_has_acknowledged_and_nothing_else()
    {
        await Transport.PublishAsync(Topic, Messages(10), default);
        await using var quick = Transport.Open(Topic, "quick");
        await using var slow = Transport.Open(Topic, "slow");
        await quick.AcknowledgeAsync(await ReadAsync(quick, 10), default);
        var pending = await ReadAsync(slow, 10);
        await slow.AcknowledgeAsync(pending.Take(4).Concat(pending.Skip(7)).ToList(), default);

        await Transport.TrimAsync(Topic, default);
        (await LengthAsync()).ShouldBe(6, "the slow group still works on the fifth");
        await slow.AcknowledgeAsync(pending, default);
        await Transport.TrimAsync(Topic, default);
        (await LengthAsync()).ShouldBe(1, "the last one read marks the place");
    }

    [Fact]
    public async Task A_full_topic_takes_nothing_until_its_groups_have_read_it()
    {
        var transport = Create(new() { StreamLimit = 10 });
        await using var reader = transport.Open(Topic, "group");
        await reader.ReceiveAsync(1, TimeSpan.Zero, default);
        (await transport.PublishAsync(Topic, Messages(10), default)).Count.ShouldBe(10);
        (await transport.PublishAsync(Topic, Messages(1), default)).ShouldBeEmpty();
        await reader.AcknowledgeAsync(await ReadAsync(reader, 10), default);
        (await transport.PublishAsync(Topic, Messages(1), default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_Redis_has_lost_is_found_out()
    {
        var receipts = await Transport.PublishAsync(Topic, Messages(3), default);
        (await Transport.FindLostAsync(Topic, receipts, default)).ShouldBeEmpty();
        await _redis.GetDatabase().ExecuteAsync("XDEL", (RedisKey)Topic, receipts[1]);
        (await Transport.FindLostAsync(Topic, receipts, default)).ShouldBe([receipts[1]]);
        await _redis.GetDatabase().KeyDeleteAsync(Topic);
        (await Transport.FindLostAsync(Topic, receipts, default)).Count.ShouldBe(3);
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.GetDatabase().KeyDeleteAsync(Topic);
        _redis.Dispose();
    }

    private RedisStreamTransport Create(EventOptions options)
    {
        options.ClaimAfter = ClaimAfter;
        return new(_redis, new StreamWakeUp(_redis), _trimmer, Options.Create(options), TimeProvider.System);
    }

    private async Task<long> LengthAsync() => (long)await _redis.GetDatabase().ExecuteAsync("XLEN", (RedisKey)Topic);
}
