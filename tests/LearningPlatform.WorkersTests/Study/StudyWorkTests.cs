using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Study.Sessions;
using LearningPlatform.Workers.Study;
using LearningPlatform.WorkersTests.Events;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.WorkersTests.Study;

[Collection(StoresCollection.Name)]
public sealed class StudyWorkTests(StoresFixture stores) : IAsyncLifetime
{
    private string _database = "";
    private string _redis = "";
    private ApiFactory _api = null!;

    public async Task InitializeAsync()
    {
        _database = await stores.CreateDatabaseAsync();
        _redis = stores.NextRedisDatabase();
        _api = await ApiFactory.StartOnAsync(_database, _redis, stores.Storage);
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task An_ended_session_is_awarded_and_kept_once_wherever_the_Api_died()
    {
        var person = await _api.SignInAsAsync(Role.Student);
        var start = DateTimeOffset.UtcNow.AddHours(-1);
        StudySessionEnded Ended(Guid id) => new(id, null, start, start.AddMinutes(50), [start.AddMinutes(10), start.AddMinutes(20)], 1, 80);
        var (lost, kept) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        // One whose Api died right after the commit, and one whose Api got as far as the document; both told several times.
        await _api.Services.GetRequiredService<StudySessions>().KeepAsync(person.Id, Ended(kept), CancellationToken.None);
        await using var workers = await StartAsync(typeof(AwardSessionXp), typeof(KeepSession));
        await workers.PublishAsync(Enumerable.Range(0, 3).SelectMany(_ => new[] { Ended(lost), Ended(kept) })
            .Select(ended => OutboxMessage.Of(ended, person.Id, null, TimeProvider.System)));

        await Eventually.BecomesAsync(0L, () => workers.ScalarAsync<long>("select count(*) from outbox"));

        (await workers.ScalarAsync<long>("select total from user_xp where user_id = $1", person.Id)).ShouldBe(160);
        (await workers.ScalarAsync<long>("select count(*) from xp_ledger where user_id = $1 and source = 'session'", person.Id)).ShouldBe(2);
        var history = (await GetAsync(person, "/sessions/history")).GetProperty("items");
        history.EnumerateArray().Select(session => session.Id()).ShouldBe([kept, lost], ignoreOrder: true);
        history[0].GetProperty("active_minutes").GetInt32().ShouldBe(40);
        // The document is the same, whoever has written it.
        history.EnumerateArray().Select(session => session.GetRawText().Replace(session.Id().ToString(), "", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Fact]
    public async Task Forgotten_sessions_end_with_their_last_sign_of_life_and_running_ones_go_on()
    {
        var (forgetful, busy) = (await _api.SignInAsAsync(Role.Student), await _api.SignInAsAsync(Role.Student));
        var session = (await (await forgetful.Client.PostAsJsonAsync("/api/v1/sessions/start", new { })).DataAsync()).Id();
        await busy.Client.PostAsJsonAsync("/api/v1/sessions/start", new { });

        await ExecuteAsync(
            $"update active_sessions set started_at = now() - interval '2 hours', last_ping_at = now() - interval '1 hour' where user_id = '{forgetful.Id}'");
        await using var workers = await StartAsync(typeof(EndForgottenSessions), typeof(AwardSessionXp), typeof(KeepSession));
        await using var others = await StartAsync(typeof(EndForgottenSessions), typeof(AwardSessionXp), typeof(KeepSession));

        await Eventually.BecomesAsync(120L, () => workers.ScalarAsync<long>("select coalesce(max(total), 0) from user_xp where user_id = $1", forgetful.Id));
        (await GetAsync(forgetful, "/sessions/history")).GetProperty("items")[0].GetProperty("duration_minutes").GetInt32().ShouldBe(60);
        (await GetAsync(busy, "/sessions/current")).GetProperty("is_active").GetBoolean().ShouldBeTrue();
        (await (await forgetful.Client.PutAsync(new Uri($"/api/v1/sessions/{session}/ping", UriKind.Relative), null)).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("SESSION_ENDED");
        (await forgetful.Client.PostAsJsonAsync("/api/v1/sessions/start", new { })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await Eventually.BecomesAsync(0L, () => workers.ScalarAsync<long>("select count(*) from outbox"));
        (await workers.ScalarAsync<long>("select count(*) from xp_ledger where user_id = $1", forgetful.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_timers_phase_ends_by_itself_and_its_pomodoro_counts()
    {
        var owner = await _api.SignInAsAsync(Role.Student);
        var room = await CreateRoomAsync(owner);
        await owner.Client.PostAsJsonAsync("/api/v1/sessions/start", new { room_id = room });
        await owner.Client.PutAsJsonAsync($"/api/v1/rooms/{room}/timer", new { action = "start" });
        await ExecuteAsync("update active_sessions set started_at = now() - interval '30 minutes'");
        await ExecuteAsync("update room_timers set ends_at = now() + interval '1 second'");
        await using var workers = await StartAsync(typeof(AdvanceTimers));

        await Eventually.BecomesAsync("break", () => workers.ScalarAsync<string>("select phase from room_timers"));
        (await GetAsync(owner, "/sessions/current")).GetProperty("pomodoro_completed").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_deleted_room_goes_with_what_it_held_even_if_its_event_was_lost()
    {
        var owner = await _api.SignInAsAsync(Role.Student);
        var (told, lost) = (await CreateRoomAsync(owner), await CreateRoomAsync(owner));
        foreach (var room in (Guid[])[told, lost])
        {
            await owner.Client.PostAsJsonAsync("/api/v1/todos", new { text = "Ours", room_id = room });
            await owner.Client.PostAsJsonAsync("/api/v1/notes", new { text = "Ours", room_id = room });
            await owner.Client.DeleteAsync(new Uri($"/api/v1/rooms/{room}", UriKind.Relative));
        }

        await owner.Client.PostAsJsonAsync("/api/v1/todos", new { text = "Mine" });
        await ExecuteAsync($"delete from outbox where metadata ->> 'room_id' = '{lost}'");
        await using (var workers = await StartAsync(typeof(EmptyDeletedRoom)))
        {
            await Eventually.BecomesAsync(2L, () => workers.ScalarAsync<long>("select (select count(*) from study.todos) + (select count(*) from study.notes) - 1"));
        }

        await ExecuteAsync("update study.rooms set body = jsonb_set(body, '{deleted_at}', to_jsonb(now() - interval '1 hour'))");
        await using (var workers = await StartAsync(typeof(PurgeDeletedRooms)))
        {
            await Eventually.BecomesAsync(0L, () => workers.ScalarAsync<long>("select count(*) from study.rooms"));
            (await workers.ScalarAsync<long>("select count(*) from study.todos")).ShouldBe(1);
            (await workers.ScalarAsync<long>("select count(*) from study.notes")).ShouldBe(0);
        }
    }

    [Fact]
    public async Task Who_is_invited_is_told()
    {
        var (owner, invited) = (await _api.SignInAsAsync(Role.Student), await _api.SignInAsAsync(Role.Student));
        var room = await CreateRoomAsync(owner);
        await owner.Client.PostAsJsonAsync($"/api/v1/rooms/{room}/invite", new { user_id = invited.Id });
        using var workers = WorkersProcess.On(_database, _redis, stores.Storage);
        workers.Start();

        await Eventually.BecomesAsync(true, async () => (await GetAsync(invited, "/notifications")).GetProperty("items").EnumerateArray()
            .Any(told => told.GetProperty("kind").GetString() == "room_invited" && told.GetProperty("data").GetProperty("room").GetString() == "Biology"));
    }

    private Task<TestWorkers> StartAsync(params Type[] types) =>
        TestWorkers.StartAsync(_database, _redis, types, services: services => services.AddFilesCore().AddObjectStorage(stores.Storage).AddStudyWork());

    private static async Task<Guid> CreateRoomAsync(Person owner) =>
        (await (await owner.Client.PostAsJsonAsync("/api/v1/rooms", new { name = "Biology" })).DataAsync()).Id();

    private static async Task<JsonElement> GetAsync(Person person, string path) =>
        await (await person.Client.GetAsync(new Uri($"/api/v1{path}", UriKind.Relative))).DataAsync();

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _api.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
