using System.Text.Json;
using System.Threading.Channels;
using LearningPlatform.Core.Study.Live;
using StackExchange.Redis;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>What replicas say about their sockets, in a Redis of their own.</summary>
[Collection(StoresCollection.Name)]
public sealed class PresenceTests(StoresFixture stores) : IAsyncLifetime
{
    private readonly Guid _room = Guid.NewGuid();
    private readonly Guid _ada = Guid.NewGuid();
    private readonly Guid _grace = Guid.NewGuid();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private ConnectionMultiplexer _redis = null!;
    private RoomPresence _here = null!;
    private RoomPresence _there = null!;

    public async Task InitializeAsync()
    {
        _redis = await ConnectionMultiplexer.ConnectAsync(stores.Redis);
        (_here, _there) = (new(_redis, TimeProvider.System), new(_redis, TimeProvider.System));
        var told = await _redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(RoomKeys.Channel(_room)));
        told.OnMessage(message => _told.Writer.TryWrite(Change(message.Message!)));
    }

    public Task DisposeAsync() => _redis.DisposeAsync().AsTask();

    [Fact]
    public async Task A_person_is_as_active_as_the_most_active_of_their_sockets_on_all_replicas()
    {
        var (phone, laptop) = (Of(_ada, PresenceStatus.Away), Of(_ada, PresenceStatus.Online));
        (await _here.EnterAsync(_room, phone, default)).ShouldBe([new(_ada, PresenceStatus.Away)]);
        (await _there.EnterAsync(_room, laptop, default)).ShouldBe([new(_ada, PresenceStatus.Online)]);
        await _there.ApplyAsync(_room, [laptop with { Status = PresenceStatus.Studying }], default);
        await _here.ApplyAsync(_room, [phone with { Status = PresenceStatus.Online }], default);
        await _there.ApplyAsync(_room, [laptop with { Status = null }], default);
        await _here.ApplyAsync(_room, [phone with { Status = null }], default);

        (await _there.EnterAsync(_room, Of(_grace), default)).ShouldBe([new(_grace, PresenceStatus.Online)]);
        await ToldAsync(
            $"{_ada} offline away", $"{_ada} away online", $"{_ada} online studying", $"{_ada} studying online", $"{_ada} online offline",
            $"{_grace} offline online");
    }

    [Fact]
    public async Task People_of_a_replica_that_does_not_renew_leave_and_others_stay()
    {
        var (adas, graces) = (Of(_ada), Of(_grace));
        await _here.EnterAsync(_room, adas, default);
        var here = await OnlyReplicaAsync();
        await _there.EnterAsync(_room, graces, default);
        await RunOutAsync(here);

        await _there.RenewAsync(_room, [graces], default);
        await ToldAsync($"{_ada} offline online", $"{_grace} offline online", $"{_ada} online offline");

        // It was only slow: what it has not said anew it says now.
        await _here.RenewAsync(_room, [adas], default);
        await ToldAsync($"{_ada} offline online");
        (await _there.EnterAsync(_room, Of(_grace), default)).Select(present => present.UserId).ShouldBe([_ada, _grace], ignoreOrder: true);
    }

    [Fact]
    public async Task Whoever_comes_after_a_replica_was_taken_for_dead_does_not_hide_those_who_were_there()
    {
        var (adas, graces) = (Of(_ada), Of(_grace));
        await _here.EnterAsync(_room, adas, default);
        var here = await OnlyReplicaAsync();
        await _there.RenewAsync(_room, [], default);
        await RunOutAsync(here);
        await _there.RenewAsync(_room, [], default);

        await _here.EnterAsync(_room, graces, default);
        await _here.RenewAsync(_room, [adas, graces], default);
        await ToldAsync($"{_ada} offline online", $"{_ada} online offline", $"{_grace} offline online", $"{_ada} offline online");
    }

    [Fact]
    public async Task What_Redis_has_lost_is_said_anew_with_the_next_renewal()
    {
        Standing[] standings = [Of(_ada), Of(_grace, PresenceStatus.Studying)];
        await _here.ReplaceAsync(_room, standings, default);
        await _redis.GetDatabase().KeyDeleteAsync([RoomKeys.People(_room), RoomKeys.Replicas(_room)]);

        await _here.RenewAsync(_room, standings, default);
        await _here.RenewAsync(_room, standings, default);

        string[] both = [$"{_ada} offline online", $"{_grace} offline studying"];
        await ToldAsync([.. both, .. both]);
    }

    [Fact]
    public async Task A_socket_whose_end_was_not_heard_is_gone_when_all_are_said()
    {
        var (adas, another) = (Of(_ada), Of(_ada, PresenceStatus.Studying));
        await _here.ReplaceAsync(_room, [adas, another, Of(_grace)], default);
        await _here.ReplaceAsync(_room, [adas], default);
        await ToldAsync(
            $"{_ada} offline studying", $"{_grace} offline online", $"{_ada} studying online", $"{_grace} online offline");
    }

    private static Standing Of(Guid user, PresenceStatus status = PresenceStatus.Online) => new(Guid.NewGuid(), user, status);

    private static string Change(string signal)
    {
        using var json = JsonDocument.Parse(signal[2..]);
        var change = json.RootElement;
        return $"{change.GetProperty("user_id").GetString()} {change.GetProperty("was").GetString()} {change.GetProperty("status").GetString()}";
    }

    private async Task<RedisValue> OnlyReplicaAsync() =>
        (await _redis.GetDatabase().HashKeysAsync(RoomKeys.Replicas(_room))).ShouldHaveSingleItem();

    /// <summary>As if the replica had been silent for its time.</summary>
    private async Task RunOutAsync(RedisValue replica) =>
        await _redis.GetDatabase().HashSetAsync(RoomKeys.Replicas(_room), replica, "1");

    /// <summary>Exactly this since the last call; of one script in whatever order.</summary>
    private async Task ToldAsync(params string[] changes)
    {
        // The channel is in order: what was told before this was told.
        await _redis.GetSubscriber().PublishAsync(
            RedisChannel.Literal(RoomKeys.Channel(_room)), """p {"user_id":"all","was":"is","status":"told"}""");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var told = new List<string>();
        while (await _told.Reader.ReadAsync(patience.Token) is var change && change != "all is told")
        {
            told.Add(change);
        }

        told.Order().ShouldBe(changes.Order());
    }
}
