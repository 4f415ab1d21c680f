using System.Text.Json;
using LearningPlatform.Core.Identity;
using LearningPlatform.ServiceDefaultsTests.Support;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>Redis is killed and comes back with nothing in it, while people chat.</summary>
[Collection(StoresCollection.Name)]
public sealed class RedisRestartTests(StoresFixture stores) : IAsyncLifetime
{
    // Redis' client takes its time to come back, the more on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly RedisServer _redis = new();
    private ApiFactory _api = null!;
    private RealtimeFactory _one = null!;
    private RealtimeFactory _two = null!;

    public async Task InitializeAsync()
    {
        await _redis.StartAsync();
        _api = await ApiFactory.StartOnAsync(await stores.CreateDatabaseAsync(), _redis.ConnectionString, stores.Storage);
        (_one, _two) = (new RealtimeFactory(_api), new RealtimeFactory(_api));
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _api.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Sockets_outlive_a_Redis_that_comes_back_empty_and_every_message_is_stored_once()
    {
        var (ada, grace) = (await _api.SignInAsAsync(Role.Student), await _api.SignInAsAsync(Role.Student));
        var room = await Rooms.CreateAsync(await _api.AdminAsync(), ada, grace);
        using var here = await RoomClient.ConnectAsync(_one.ClientOptions.BaseAddress, $"/ws/rooms/{room}", ada.Token());
        using var there = await RoomClient.ConnectAsync(_two.ClientOptions.BaseAddress, $"/ws/rooms/{room}", grace.Token());
        await LiveTests.SayAsync(here, 0, 3);
        await there.UntilAsync("chat.message", message => Text(message) == "2");

        _redis.Kill();
        await here.SendAsync(new { type = "chat.send", client_id = "away", text = "away" });
        (await here.ErrorAsync()).ShouldBe("UNAVAILABLE");
        await _redis.StartAsync();
        await SayAgainAsync(here, "away");

        foreach (var socket in (RoomClient[])[here, there])
        {
            (await socket.SeenAsync("resync", Patience)).GetProperty("reason").GetString().ShouldBe("lost");
        }

        var page = await (await grace.Client.GetAsync(new Uri($"/api/v1/rooms/{room}/messages", UriKind.Relative))).DataAsync();
        page.GetProperty("items").EnumerateArray().Reverse().Select(message => message.GetProperty("text").GetString()).ShouldBe(["0", "1", "2", "away"]);
        await LiveTests.SayAsync(there, 4, 5);
        await here.UntilAsync("chat.message", message => Text(message) == "4");
    }

    private static string? Text(JsonElement message) => message.GetProperty("data").GetProperty("text").GetString();

    /// <summary>As the protocol says: under the same id, until it is confirmed.</summary>
    private static async Task SayAgainAsync(RoomClient client, string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var seen = client.Seen.Count; ; await Task.Delay(Pause, patience.Token))
        {
            await client.SendAsync(new { type = "chat.send", client_id = text, text, resend = true });
            JsonElement? answer = null;
            while (answer is null)
            {
                answer = client.Seen.Skip(seen).Cast<JsonElement?>().FirstOrDefault(message => Type(message!.Value) is "chat.sent" or "error");
                await Task.Delay(Pause, patience.Token);
            }

            if (Type(answer.Value) == "chat.sent")
            {
                return;
            }

            seen = client.Seen.Count;
        }
    }

    private static string? Type(JsonElement message) => message.GetProperty("type").GetString();
}
