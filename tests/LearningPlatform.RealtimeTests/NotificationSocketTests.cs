using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LearningPlatform.Core;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Core.Notifications;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
// StackExchange.Redis 2 has a Role of its own.
using Role = LearningPlatform.Core.Identity.Role;

namespace LearningPlatform.RealtimeTests;

[Collection(StoresCollection.Name)]
public sealed class NotificationSocketTests(StoresFixture stores) : IAsyncLifetime
{
    private const string Address = "/ws/notifications";

    private ApiFactory _api = null!;
    private RealtimeFactory _realtime = null!;
    private Person _student = null!;

    private string Token => _student.Client.DefaultRequestHeaders.Authorization!.Parameter!;

    public async Task InitializeAsync()
    {
        _api = await ApiFactory.StartAsync(stores);
        _realtime = new RealtimeFactory(_api, ("Sockets:QueueLength", "128"));
        _student = await _api.SignInAsAsync(Role.Student);
    }

    public async Task DisposeAsync()
    {
        await _realtime.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task An_enrolment_over_HTTP_is_seen_on_the_socket_of_any_replica_and_in_the_list()
    {
        await using var workers = new WorkersFactory(_api);
        await using var replica = new RealtimeFactory(_api);
        using var here = await _realtime.ConnectAsync(Address, Token);
        using var there = await replica.ConnectAsync(Address, Token);
        (await here.ReadAsync()).GetProperty("type").GetString().ShouldBe("hello");
        (await there.ReadAsync()).GetProperty("type").GetString().ShouldBe("hello");

        var teacher = await _api.SignInAsAsync(Role.Instructor);
        var course = (await (await teacher.Client.PostAsJsonAsync(
            "/api/v1/courses", new { title = "Networks", description = "Addresses and routes.", difficulty = "beginner" })).DataAsync()).Id();
        (await _student.Client.PostAsync(new Uri($"/api/v1/courses/{course}/enroll", UriKind.Relative), null)).StatusCode.ShouldBe(HttpStatusCode.Created);

        // An account made by an admin's hand is welcomed as well; which of the two comes first is not said.
        var seen = await UntilAsync(here, "enrolled");
        seen.GetProperty("data").GetProperty("title").GetString().ShouldBe("Networks");
        (await UntilAsync(there, "enrolled")).Id().ShouldBe(seen.Id());

        var list = await (await _student.Client.GetAsync(new Uri("/api/v1/notifications?unread=true", UriKind.Relative))).DataAsync();
        list.GetProperty("items").EnumerateArray().ShouldContain(item => item.Id() == seen.Id());
        (await _student.Client.PutAsync(new Uri($"/api/v1/notifications/{seen.Id()}/read", UriKind.Relative), null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var after = await (await _student.Client.GetAsync(new Uri("/api/v1/notifications", UriKind.Relative))).DataAsync();
        after.GetProperty("unread_count").GetInt64().ShouldBe(list.GetProperty("unread_count").GetInt64() - 1);
    }

    [Fact]
    public async Task Whoever_comes_back_gets_what_was_missed_and_nothing_twice()
    {
        var ids = new List<Guid>();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            ids.Add(await StoreAsync());
        }

        using var socket = await _realtime.ConnectAsync($"{Address}?last_event_id={ids[1]}", Token);
        (await socket.ReadAsync()).GetProperty("unread").GetInt64().ShouldBe(5);
        foreach (var id in ids.Skip(2))
        {
            (await socket.ReadAsync()).GetProperty("notification").Id().ShouldBe(id);
        }

        var live = await PublishAsync(Guid.CreateVersion7());
        (await socket.ReadAsync()).GetProperty("notification").Id().ShouldBe(live);
    }

    [Fact]
    public async Task Signing_out_closes_the_sockets_of_that_session()
    {
        using var socket = await _realtime.ConnectAsync(Address, Token);
        await socket.ReadAsync();
        var closed = socket.UntilClosedAsync();
        (await _student.Client.PostAsync(new Uri("/api/v1/auth/logout", UriKind.Relative), null)).IsSuccessStatusCode.ShouldBeTrue();
        (await closed).ShouldBe(WebSocketCloseStatus.PolicyViolation);
    }

    [Fact]
    public async Task Strangers_and_pages_of_other_sites_are_not_let_in()
    {
        await ShouldBeRefusedAsync(401, () => _realtime.ConnectAsync(Address, null));
        await ShouldBeRefusedAsync(401, () => _realtime.ConnectAsync(Address, Token + "x"));
        await ShouldBeRefusedAsync(403, () => _realtime.ConnectAsync(Address, null, options =>
        {
            options.SetRequestHeader("Cookie", $"access_token={Token}");
            options.SetRequestHeader("Origin", "https://evil.example");
        }));
        using var own = await _realtime.ConnectAsync(Address, null, options =>
        {
            options.SetRequestHeader("Cookie", $"access_token={Token}");
            options.SetRequestHeader("Origin", _realtime.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority));
        });
        (await own.ReadAsync()).GetProperty("type").GetString().ShouldBe("hello");
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_dropped_and_others_do_not_wait_for_it()
    {
        var other = await _api.SignInAsAsync(Role.Student);
        using var slow = await _realtime.ConnectAsync(Address, Token);
        using var quick = await _realtime.ConnectAsync(Address, other.Client.DefaultRequestHeaders.Authorization!.Parameter!);
        await quick.ReadAsync();
        var padding = new string('x', 200_000);
        for (var number = 0; number < 400; number++)
        {
            await PublishAsync(Guid.CreateVersion7(), padding);
        }

        var id = await PublishAsync(Guid.CreateVersion7(), "", other.Id);
        (await quick.ReadAsync()).GetProperty("notification").Id().ShouldBe(id);
        await Should.ThrowAsync<WebSocketException>(slow.UntilClosedAsync);
    }

    [Fact]
    public async Task A_message_that_is_too_long_closes_the_socket()
    {
        using var socket = await _realtime.ConnectAsync(Address, Token);
        await socket.ReadAsync();
        await socket.SendAsync(Encoding.UTF8.GetBytes(new string('x', 70_000)), WebSocketMessageType.Text, true, CancellationToken.None);
        (await socket.UntilClosedAsync()).ShouldBe(WebSocketCloseStatus.MessageTooBig);
    }

    private static async Task ShouldBeRefusedAsync(int status, Func<Task<ClientWebSocket>> connect) =>
        (await Should.ThrowAsync<WebSocketException>(connect)).Message.ShouldContain($"status code '{status}'");

    [Fact]
    public async Task Xp_is_shown_as_it_is_awarded()
    {
        await using var workers = new WorkersFactory(_api);
        using var socket = await _realtime.ConnectAsync(Address, Token);
        (await socket.ReadAsync()).GetProperty("type").GetString().ShouldBe("hello");
        await using (var scope = _api.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<LearningDbContext>();
            (await XpLedger.AwardAsync(db, new(_student.Id, "study_session", Guid.CreateVersion7(), 510), TimeProvider.System, CancellationToken.None)).ShouldBeTrue();
        }

        JsonElement message;
        do
        {
            message = await socket.ReadAsync();
        }
        while (message.GetProperty("type").GetString() != "xp");
        var xp = message.GetProperty("xp");
        (xp.GetProperty("amount").GetInt32(), xp.GetProperty("xp").GetInt64(), xp.GetProperty("level").GetInt32()).ShouldBe((510, 510, 2));
        xp.GetProperty("source").GetString().ShouldBe("study_session");
    }

    private static async Task<JsonElement> UntilAsync(ClientWebSocket socket, string kind)
    {
        while (true)
        {
            var notification = (await socket.ReadAsync()).GetProperty("notification");
            if (notification.ValueKind == JsonValueKind.Object && notification.GetProperty("kind").GetString() == kind)
            {
                return notification;
            }
        }
    }

    /// <summary>A notification that nobody has been shown.</summary>
    private async Task<Guid> StoreAsync()
    {
        await using var command = _api.Database.CreateCommand(
            "insert into notifications (id, user_id, kind, in_app, created_at) values ($1, $2, 'welcome', true, now())");
        var id = OrderedId.At(DateTimeOffset.UtcNow);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = _student.Id });
        await command.ExecuteNonQueryAsync();
        return id;
    }

    /// <summary>What Workers publish for a new notification.</summary>
    private async Task<Guid> PublishAsync(Guid id, string padding = "", Guid? userId = null)
    {
        var data = JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["padding"] = padding });
        var live = new LiveNotification(userId ?? _student.Id, new(id, NotificationKind.Welcome, data, DateTimeOffset.UtcNow, null), null);
        await _api.Services.GetRequiredService<IConnectionMultiplexer>().GetSubscriber().PublishAsync(
            new RedisChannel(LiveNotification.Channel, RedisChannel.PatternMode.Literal),
            JsonSerializer.Serialize(live, NotificationJson.Default.LiveNotification));
        return id;
    }
}
