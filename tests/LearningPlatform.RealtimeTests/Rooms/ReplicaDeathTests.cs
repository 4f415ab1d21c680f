using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Study.Calls;
using LearningPlatform.Realtime.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>Realtime as processes of their own, which die.</summary>
[Collection(StoresCollection.Name)]
public sealed class ReplicaDeathTests(StoresFixture stores) : IAsyncLifetime
{
    private const int People = 10;
    private const int MessagesEach = 40;

    private ApiFactory _api = null!;
    private ServiceProcess _one = null!;
    private ServiceProcess _two = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiFactory.StartAsync(stores, onKestrel: true);
        _one = new(typeof(SocketSettings).Assembly, ServiceProcess.SettingsOf(_api));
        _two = new(typeof(SocketSettings).Assembly, ServiceProcess.SettingsOf(_api));
        await Task.WhenAll(_one.StartAsync(), _two.StartAsync());
    }

    public async Task DisposeAsync()
    {
        _one.Dispose();
        _two.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Of_ten_who_chat_through_two_replicas_while_one_is_killed_each_sees_every_message_once_and_in_the_same_order()
    {
        var (room, people) = await RoomOfAsync(People);
        var chatters = people.Select((person, number) => new Chatter(room, person, number % 2 == 0 ? [_one, _two] : [_two, _one])).ToList();
        await Task.WhenAll(chatters.Select(chatter => chatter.ConnectAsync()));
        var chatting = Task.WhenAll(chatters.Select(chatter => chatter.SayAllAsync(MessagesEach)));

        await chatters[0].HasSeenAsync(People * MessagesEach / 5);
        _one.Kill();
        await chatters[1].HasSeenAsync(People * MessagesEach * 2 / 5);
        await _one.StartAsync();
        await chatting;

        var stored = await StoredAsync(people[0], room);
        stored.Count.ShouldBe(People * MessagesEach);
        foreach (var chatter in chatters)
        {
            await chatter.HasSeenAsync(stored.Count);
        }

        var order = chatters[0].Seen;
        order.Order().ShouldBe(stored.Order());
        foreach (var chatter in chatters)
        {
            chatter.Seen.ShouldBe(order);
            chatter.Dispose();
        }

        chatters.Sum(chatter => chatter.Reconnections).ShouldBeGreaterThanOrEqualTo(People / 2);
        chatters.Sum(chatter => chatter.Resyncs).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_was_on_a_replica_that_is_killed_has_left_room_and_call_within_the_time_of_a_heartbeat()
    {
        var (room, people) = await RoomOfAsync(3);
        var deserted = await Rooms.CreateAsync(await _api.AdminAsync(), [.. people]);
        var (watching, lost) = (people[0], people[1]);
        using var chat = await RoomClient.ConnectAsync(_two.Address, $"/ws/rooms/{room}", watching.Token());
        using var desertedChat = await RoomClient.ConnectAsync(_two.Address, $"/ws/rooms/{deserted}", watching.Token());
        using var lostChat = await RoomClient.ConnectAsync(_one.Address, $"/ws/rooms/{room}", lost.Token());
        using var staying = await JoinAsync(_two, room, watching);
        using var leaving = await JoinAsync(_one, room, lost);
        using var alone = await JoinAsync(_one, deserted, people[2]);
        await chat.UntilAsync("presence", change => IsOf(change, lost) && change.GetProperty("status").GetString() == "online");
        var over = (await desertedChat.UntilAsync("call.started")).GetProperty("data").GetProperty("channel_id").GetGuid();
        var going = (await chat.UntilAsync("call.started")).GetProperty("data").GetProperty("channel_id").GetGuid();

        _one.Kill();

        // They count for as long as their replica could still have renewed them, and are looked for every ten seconds.
        var within = CallState.Lifetime + TimeSpan.FromSeconds(30);
        await Task.WhenAll(
            chat.UntilAsync("presence", change => IsOf(change, lost) && change.GetProperty("status").GetString() == "offline", within),
            staying.UntilAsync("peer.left", change => IsOf(change, lost), within),
            desertedChat.UntilAsync("call.ended", ended => ended.GetProperty("data").GetProperty("channel_id").GetGuid() == over, within));
        var channels = _api.Services.GetRequiredService<IDocumentCollection<CallChannel>>();
        var ended = (await channels.GetAsync(over, CancellationToken.None))!.Body;
        ended.EndedAt.ShouldNotBeNull();
        ended.Participants.ShouldHaveSingleItem().LeftAt.ShouldNotBeNull();
        var goesOn = (await channels.GetAsync(going, CancellationToken.None))!.Body;
        goesOn.EndedAt.ShouldBeNull();
        goesOn.Participants.Single(stay => stay.UserId == lost.Id).LeftAt.ShouldNotBeNull();
        goesOn.Participants.Single(stay => stay.UserId == watching.Id).LeftAt.ShouldBeNull();

        static bool IsOf(JsonElement change, Person person) => change.GetProperty("user_id").GetGuid() == person.Id;
    }

    [Fact]
    public async Task A_replica_that_stops_says_when_to_come_back()
    {
        var (room, people) = await RoomOfAsync(1);
        using var client = await RoomClient.ConnectAsync(_two.Address, $"/ws/rooms/{room}", people[0].Token());
        await client.UntilAsync("hello");
        var stopping = _two.StopAsync();
        (await client.UntilAsync("reconnect")).GetProperty("after_ms").GetInt32().ShouldBeInRange(0, 5_000);
        (await client.Closed).ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        await stopping.WaitAsync(TimeSpan.FromSeconds(15));
    }

    private static async Task<RoomClient> JoinAsync(ServiceProcess replica, Guid room, Person person)
    {
        var client = await RoomClient.ConnectAsync(replica.Address, $"/ws/rooms/{room}/rtc", person.Token());
        await client.SendAsync(new { type = "join", audio = true, video = true });
        await client.UntilAsync("joined");
        return client;
    }

    private async Task<(Guid Room, List<Person> People)> RoomOfAsync(int count)
    {
        var people = new List<Person>();
        for (var number = 0; number < count; number++)
        {
            people.Add(await _api.SignInAsAsync(Role.Student));
        }

        return (await Rooms.CreateAsync(await _api.AdminAsync(), [.. people]), people);
    }

    private static async Task<List<Guid>> StoredAsync(Person person, Guid room)
    {
        var ids = new List<Guid>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await (await person.Client.GetAsync(new Uri($"/api/v1/rooms/{room}/messages?limit=100{cursor}", UriKind.Relative))).DataAsync();
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(message => message.Id()));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        return ids;
    }

    /// <summary>Somebody who chats as docs/realtime.md says: comes back with the last event's id, and sends again what was not confirmed.</summary>
    private sealed class Chatter(Guid room, Person person, ServiceProcess[] replicas) : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
        private readonly ConcurrentQueue<Guid> _seen = new();
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _unconfirmed = new(StringComparer.Ordinal);
        private readonly CancellationTokenSource _stop = new();
        private RoomClient? _client;
        private string? _last;

        public IReadOnlyList<Guid> Seen => [.. _seen];
        public int Reconnections { get; private set; }
        public int Resyncs { get; private set; }

        public async Task ConnectAsync()
        {
            for (var number = 0; ; number++)
            {
                try
                {
                    var rest = _last is null ? "" : $"?last_event_id={_last}";
                    _client = await RoomClient.ConnectAsync(replicas[number % 2].Address, $"/ws/rooms/{room}{rest}", person.Token());
                    _ = ReadAsync(_client);
                    return;
                }
                catch (WebSocketException) when (number < 200)
                {
                    // That replica is dead: the other one.
                    await Task.Delay(20, _stop.Token);
                }
            }
        }

        public async Task SayAllAsync(int count)
        {
            for (var number = 0; number < count; number++)
            {
                var id = $"{person.Id:N}-{number}";
                var confirmed = _unconfirmed[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await TrySendAsync(id);
                await confirmed.Task.WaitAsync(Patience);
                await Task.Delay(50, _stop.Token);
            }
        }

        public async Task HasSeenAsync(int count)
        {
            using var timeout = new CancellationTokenSource(Patience);
            while (_seen.Count < count)
            {
                await Task.Delay(20, timeout.Token);
            }
        }

        public void Dispose()
        {
            _stop.Cancel();
            _client?.Dispose();
            _stop.Dispose();
        }

        private async Task TrySendAsync(string id)
        {
            try
            {
                await _client!.SendAsync(new { type = "chat.send", client_id = id, text = id, resend = true });
            }
            catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Sent again after the reconnection.
            }
        }

        private async Task ReadAsync(RoomClient client)
        {
            try
            {
                while (true)
                {
                    Take(await client.NextAsync());
                }
            }
            catch (InvalidOperationException) when (!_stop.IsCancellationRequested)
            {
                Reconnections++;
                client.Dispose();
                await ConnectAsync();
                foreach (var id in _unconfirmed.Keys)
                {
                    await TrySendAsync(id);
                }
            }
            catch (InvalidOperationException)
            {
                // The test is over.
            }
        }

        private void Take(JsonElement message)
        {
            switch (message.GetProperty("type").GetString())
            {
                case "hello" when _last is null:
                case "resync":
                    Resyncs += _last is null ? 0 : 1;
                    _last = message.GetProperty("last_event_id").GetString();
                    return;
                case "chat.message":
                    _seen.Enqueue(message.GetProperty("data").Id());
                    break;
                case "chat.sent" when _unconfirmed.TryRemove(message.GetProperty("client_id").GetString()!, out var confirmed):
                    confirmed.TrySetResult();
                    break;
            }

            if (message.TryGetProperty("id", out var id))
            {
                _last = id.GetString();
            }
        }
    }
}
