using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.WorkersTests.Study;

[Collection(StoresCollection.Name)]
public sealed class StudyPersonalDataTests(StoresFixture stores) : IAsyncLifetime
{
    private string _database = "";
    private string _redis = "";
    private ApiFactory _api = null!;

    public async Task InitializeAsync()
    {
        _database = await stores.CreateDatabaseAsync();
        _redis = stores.NextRedisDatabase();
        _api = await ApiFactory.StartOnAsync(_database, _redis, stores.Storage);
        await _api.Services.GetRequiredService<ObjectStorage>().EnsureBucketsAsync(Buckets.All, CancellationToken.None);
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Who_leaves_takes_their_own_along_leaves_what_is_shared_and_hands_rooms_over()
    {
        var (leaver, heir) = (await _api.SignInAsAsync(Role.Student), await _api.SignInAsAsync(Role.Student));
        var room = await PostAsync(leaver, "/rooms", new { name = "Biology" });
        await PostAsync(heir, $"/rooms/{room.Id()}/join", new { invite_code = room.GetProperty("invite_code").GetString() });
        var lonely = (await PostAsync(leaver, "/rooms", new { name = "Lonely" })).Id();
        var shared = (await PostAsync(leaver, "/notes", new { text = "for all", room_id = room.Id() })).Id();
        await PostAsync(leaver, "/notes", new { text = "my secret" });
        await PostAsync(leaver, "/todos", new { text = "my secret, too", room_id = room.Id(), is_shared = false });
        var assigned = (await PostAsync(heir, "/todos", new { text = "yours", room_id = room.Id(), assignee_id = leaver.Id })).Id();
        var session = (await PostAsync(leaver, "/sessions/start", new { })).Id();
        await leaver.Client.PutAsync(Path($"/sessions/{session}/end"), null);
        var upload = await UploadAsync(leaver);
        var material = (await PostAsync(leaver, "/materials", new { upload_id = upload, room_id = room.Id() })).Id();
        using var workers = WorkersProcess.On(_database, _redis, stores.Storage);
        workers.Start();

        await leaver.Client.GetAsync(Path("/users/me/export"));
        await Eventually.BecomesAsync("done", async () => (await GetAsync(leaver, "/users/me/export")).GetProperty("status").GetString()!);
        using var download = new HttpClient();
        var export = await download.GetStringAsync(new Uri((await GetAsync(leaver, "/users/me/export")).GetProperty("download_url").GetString()!));
        var study = JsonDocument.Parse(export).RootElement.GetProperty("study");
        study.GetProperty("rooms").GetArrayLength().ShouldBe(2);
        study.GetProperty("notes").GetArrayLength().ShouldBe(2);
        study.GetProperty("todos")[0].GetProperty("text").GetString().ShouldBe("my secret, too");
        study.GetProperty("sessions").GetArrayLength().ShouldBe(1);
        study.GetProperty("materials")[0].Id().ShouldBe(material);

        var erasure = (await (await leaver.Client.DeleteAsync(Path("/users/me"))).DataAsync()).Id();
        await Eventually.BecomesAsync("done", async () =>
            (await (await _api.Stranger().GetAsync(Path($"/users/erasures/{erasure}"))).DataAsync()).GetProperty("status").GetString()!);

        var left = await GetAsync(heir, $"/rooms/{room.Id()}");
        left.GetProperty("owner_id").GetGuid().ShouldBe(heir.Id);
        left.GetProperty("participants").GetArrayLength().ShouldBe(1);
        (await GetAsync(heir, $"/notes/{shared}")).GetProperty("text").GetString().ShouldBe("for all");
        (await GetAsync(heir, $"/todos/{assigned}")).GetProperty("assignee_id").ValueKind.ShouldBe(JsonValueKind.Null);
        (await heir.Client.GetAsync(Path($"/materials/{material}"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _api.Services.GetRequiredService<ObjectStorage>().HeadAsync(Buckets.Materials, upload.ToString("N"), CancellationToken.None)).ShouldBeNull();
        (await ScalarAsync("select count(*) from study.rooms where id = $1 and (body ->> 'is_deleted')::boolean", lonely)).ShouldBe(1);
        (await ScalarAsync("select count(*) from study.study_sessions where body ->> 'user_id' = $1::text", leaver.Id)).ShouldBe(0);
        (await ScalarAsync("select count(*) from study.notes where body ->> 'owner_id' = $1::text", leaver.Id)).ShouldBe(1);
        (await ScalarAsync("select count(*) from study.todos where body ->> 'owner_id' = $1::text", leaver.Id)).ShouldBe(0);
    }

    private static Uri Path(string path) => new($"/api/v1{path}", UriKind.Relative);

    private static async Task<JsonElement> PostAsync(Person person, string path, object body) =>
        await (await person.Client.PostAsJsonAsync(Path(path), body)).DataAsync();

    private static async Task<JsonElement> GetAsync(Person person, string path) => await (await person.Client.GetAsync(Path(path))).DataAsync();

    private async Task<Guid> UploadAsync(Person person)
    {
        using var stream = new MemoryStream("bytes"u8.ToArray());
        return (await _api.Services.GetRequiredService<Uploads>().SaveAsync(
            new(UploadPurpose.Material, "a.txt", "text/plain", 5), stream, new Caller(person.Id, Role.Student, Guid.Empty),
            CancellationToken.None)).Value.Id;
    }

    private async Task<long> ScalarAsync(string sql, Guid id)
    {
        await using var command = _api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
