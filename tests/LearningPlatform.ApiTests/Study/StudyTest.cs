using System.Text;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LearningPlatform.ApiTests.Study;

/// <summary>One Api for a whole class, without limits of rate: these tests sign crowds in.</summary>
public sealed class StudyApi(StoresFixture stores) : IAsyncLifetime
{
    private ApiFactory? _api;
    private HttpClient? _admin;

    public ApiFactory Api => _api ?? throw new InvalidOperationException("The Api is not started.");

    public HttpClient Admin => _admin ?? throw new InvalidOperationException("The Api is not started.");

    public async Task InitializeAsync()
    {
        _api = await ApiFactory.StartAsync(
            stores,
            onKestrel: true,
            ("RateLimits:Auth:PerAddress", "0"),
            ("RateLimits:Auth:PerUser", "0"),
            ("RateLimits:Default:PerAddress", "0"),
            ("RateLimits:Default:PerUser", "0"));
        _admin = await _api.AdminAsync();
    }

    public async Task DisposeAsync() => await Api.DisposeAsync();
}

/// <summary>What the study tests share: rooms and people in them.</summary>
[Collection(StoresCollection.Name)]
public abstract class StudyTest(StudyApi shared) : IClassFixture<StudyApi>
{
    protected ApiFactory Api => shared.Api;

    protected HttpClient Admin => shared.Admin;

    protected Task<Person> NewPersonAsync() => Api.SignInAsAsync(Role.Student);

    /// <summary>A new private room, as its owner sees it.</summary>
    protected static async Task<JsonElement> CreateRoomAsync(HttpClient owner, object? room = null) =>
        await (await owner.PostAsJsonAsync("/api/v1/rooms", room ?? new { name = "Biology" })).DataAsync();

    /// <summary>Lets a new person in by the room's code.</summary>
    protected async Task<Person> JoinedAsync(JsonElement room)
    {
        var person = await NewPersonAsync();
        (await JoinAsync(person.Client, room)).StatusCode.ShouldBe(HttpStatusCode.OK);
        return person;
    }

    protected static Task<HttpResponseMessage> JoinAsync(HttpClient client, JsonElement room) =>
        client.PostAsJsonAsync($"/api/v1/rooms/{room.Id()}/join", new { invite_code = room.GetProperty("invite_code").GetString() });

    protected static Task<HttpResponseMessage> ChangeRoleAsync(HttpClient client, Guid room, Guid person, string role) =>
        client.PutAsJsonAsync($"/api/v1/rooms/{room}/participants/{person}", new { role });

    protected static async Task<JsonElement> GetAsync(HttpClient client, string path) => await (await client.GetAsync($"/api/v1{path}")).DataAsync();

    protected static IReadOnlyList<Guid> Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.Id())];

    /// <summary>A completed upload; the way there is the upload tests' matter.</summary>
    protected async Task<Guid> UploadAsync(Guid owner, string name = "a.txt", string contentType = "text/plain", string content = "Page 1")
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return (await Api.Services.GetRequiredService<Uploads>().SaveAsync(
            new(UploadPurpose.Material, name, contentType, stream.Length), stream, new(owner, Role.Student, Guid.Empty), CancellationToken.None))
            .Value.Id;
    }

    protected async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Gives somebody XP, as the ledger's total has it.</summary>
    protected Task GiveXpAsync(Guid userId, long xp) => ExecuteAsync(
        "insert into user_xp (user_id, total) values ($1, $2) on conflict (user_id) do update set total = excluded.total", userId, xp);
}
