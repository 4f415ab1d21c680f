using LearningPlatform.ApiTests.Platform;
using LearningPlatform.Core.Files;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Study;

/// <summary>Every study route as everybody: right input throughout, only who asks differs. What changes something comes after what reads.</summary>
public sealed class StudyRoleTests(StudyApi shared) : StudyTest(shared), IRoleTable
{
    private const string Person = """{"user_id":"{someone}"}""";
    private const string NewUpload = "{new-upload}";

    // method, route, body, then the status for: stranger, signed in but not in the room, banned, member, moderator, owner, admin
    private static readonly (string Method, string Path, string? Body, int[] Expected)[] Table =
    [
        ("GET", "/rooms", null, [401, 200, 200, 200, 200, 200, 200]),
        ("POST", "/rooms", """{"name":"New"}""", [401, 201, 201, 201, 201, 201, 201]),
        ("GET", "/rooms/invites", null, [401, 200, 200, 200, 200, 200, 200]),
        ("GET", "/rooms/{room}", null, [401, 404, 404, 200, 200, 200, 200]),
        ("GET", "/rooms/{room}/participants", null, [401, 404, 404, 200, 200, 200, 200]),
        ("GET", "/rooms/{room}/bans", null, [401, 404, 404, 403, 200, 200, 200]),
        ("GET", "/rooms/{room}/todos", null, [401, 404, 404, 200, 200, 200, 404]),
        ("GET", "/rooms/{room}/notes", null, [401, 404, 404, 200, 200, 200, 404]),
        ("GET", "/rooms/{room}/timer", null, [401, 404, 404, 200, 200, 200, 404]),
        ("PUT", "/rooms/{room}", """{"name":"Room","max_participants":8}""", [401, 404, 404, 403, 403, 200, 200]),
        ("POST", "/rooms/{room}/join", """{"invite_code":"WRONG"}""", [401, 404, 404, 409, 409, 409, 404]),
        ("POST", "/rooms/{room}/invite", Person, [401, 404, 404, 403, 201, 201, 201]),
        ("PUT", "/rooms/{room}/timer", """{"action":"stop"}""", [401, 404, 404, 409, 409, 409, 404]),
        ("GET", "/todos", null, [401, 200, 200, 200, 200, 200, 200]),
        ("POST", "/todos", """{"text":"Mine"}""", [401, 201, 201, 201, 201, 201, 201]),
        ("POST", "/todos", """{"text":"Ours","room_id":"{room}"}""", [401, 404, 404, 201, 201, 201, 404]),
        ("GET", "/todos/{todo}", null, [401, 404, 404, 200, 200, 200, 404]),
        ("PUT", "/todos/{todo}", """{"text":"Changed"}""", [401, 404, 404, 403, 200, 200, 404]),
        ("PUT", "/todos/{todo}/complete", null, [401, 404, 404, 200, 200, 200, 404]),
        ("DELETE", "/todos/{todo}/complete", null, [401, 404, 404, 200, 200, 200, 404]),
        ("GET", "/todos/{private-todo}", null, [401, 404, 404, 404, 404, 200, 404]),
        ("PUT", "/todos/{private-todo}", """{"text":"Changed"}""", [401, 404, 404, 404, 404, 200, 404]),
        ("DELETE", "/todos/{todo}", null, [401, 404, 404, 403, 204, 404, 404]),
        ("GET", "/notes", null, [401, 200, 200, 200, 200, 200, 200]),
        ("POST", "/notes", """{"text":"Mine"}""", [401, 201, 201, 201, 201, 201, 201]),
        ("POST", "/notes", """{"text":"Ours","room_id":"{room}"}""", [401, 404, 404, 201, 201, 201, 404]),
        ("GET", "/notes/{note}", null, [401, 404, 404, 200, 200, 200, 404]),
        ("PUT", "/notes/{note}", """{"text":"Changed"}""", [401, 404, 404, 200, 200, 200, 404]),
        ("GET", "/notes/{private-note}", null, [401, 404, 404, 404, 404, 200, 404]),
        ("PUT", "/notes/{private-note}", """{"text":"Changed"}""", [401, 404, 404, 404, 404, 200, 404]),
        ("DELETE", "/notes/{note}", null, [401, 404, 404, 403, 204, 404, 404]),
        ("GET", "/rooms/{room}/messages", null, [401, 404, 404, 200, 200, 200, 404]),
        ("GET", "/rooms/{room}/ice-servers", null, [401, 404, 404, 200, 200, 200, 404]),
        ("GET", "/materials", null, [401, 200, 200, 200, 200, 200, 200]),
        ("GET", "/rooms/{room}/materials", null, [401, 404, 404, 200, 200, 200, 404]),
        ("POST", "/materials", """{"upload_id":"{new-upload}"}""", [401, 201, 201, 201, 201, 201, 201]),
        ("POST", "/materials", """{"upload_id":"{new-upload}","room_id":"{room}"}""", [401, 404, 404, 201, 201, 201, 404]),
        ("GET", "/materials/{material}", null, [401, 404, 404, 200, 200, 200, 404]),
        ("GET", "/materials/{material}/download", null, [401, 404, 404, 200, 200, 200, 404]),
        ("GET", "/materials/{material}/versions", null, [401, 404, 404, 200, 200, 200, 404]),
        ("GET", "/materials/{material}/versions/1/download", null, [401, 404, 404, 200, 200, 200, 404]),
        ("POST", "/materials/{material}/versions", """{"upload_id":"{new-upload}"}""", [401, 404, 404, 403, 200, 200, 404]),
        ("PUT", "/materials/{material}", """{"name":"Changed"}""", [401, 404, 404, 403, 200, 200, 404]),
        ("GET", "/materials/{private-material}", null, [401, 404, 404, 404, 404, 200, 404]),
        ("GET", "/materials/{private-material}/download", null, [401, 404, 404, 404, 404, 200, 404]),
        ("PUT", "/materials/{private-material}", """{"name":"Changed"}""", [401, 404, 404, 404, 404, 200, 404]),
        ("PUT", "/materials/{private-material}/share", """{"user_id":"{someone}","permission":"view"}""", [401, 404, 404, 404, 404, 200, 404]),
        ("PUT", "/materials/{material}/share", """{"user_id":"{someone}","permission":"view"}""", [401, 404, 404, 403, 403, 200, 404]),
        ("DELETE", "/materials/{private-material}", null, [401, 404, 404, 404, 404, 204, 404]),
        ("DELETE", "/materials/{material}", null, [401, 404, 404, 403, 204, 404, 404]),
        ("POST", "/sessions/start", """{"room_id":"{room}"}""", [401, 404, 404, 201, 201, 201, 404]),
        ("GET", "/sessions/current", null, [401, 404, 404, 200, 200, 200, 404]),
        ("GET", "/sessions/history", null, [401, 200, 200, 200, 200, 200, 200]),
        ("GET", "/sessions/stats", null, [401, 200, 200, 200, 200, 200, 200]),
        ("PUT", "/sessions/{nothing}/ping", null, [401, 404, 404, 404, 404, 404, 404]),
        ("PUT", "/sessions/{nothing}/end", null, [401, 404, 404, 404, 404, 404, 404]),
        ("PUT", "/rooms/invites/{nothing}/accept", null, [401, 404, 404, 404, 404, 404, 404]),
        ("PUT", "/rooms/invites/{nothing}/decline", null, [401, 404, 404, 404, 404, 404, 404]),
        ("PUT", "/rooms/{room}/participants/{other-member}", """{"role":"moderator"}""", [401, 404, 404, 403, 403, 200, 200]),
        ("PUT", "/rooms/{room}/bans/{owner}", null, [401, 404, 404, 403, 403, 409, 403]),
        ("DELETE", "/rooms/{room}/participants/{owner}", null, [401, 404, 404, 403, 403, 409, 403]),
        ("DELETE", "/rooms/{room}/participants/{other-member}", null, [401, 404, 404, 403, 403, 204, 404]),
        ("PUT", "/rooms/{room}/bans/{someone}", null, [401, 404, 404, 403, 204, 204, 204]),
        ("DELETE", "/rooms/{room}/bans/{someone}", null, [401, 404, 404, 403, 204, 404, 404]),
        ("POST", "/rooms/{room}/invite-code", null, [401, 404, 404, 403, 200, 200, 200]),
        ("POST", "/rooms/{room}/leave", null, [401, 404, 404, 204, 204, 409, 404]),
        ("DELETE", "/rooms/{room}", null, [401, 404, 404, 404, 404, 204, 404]),
    ];

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, $"/api/v1{row.Path}"));

    [Fact]
    public async Task Every_route_answers_everybody_as_it_should()
    {
        await Api.Services.GetRequiredService<ObjectStorage>().EnsureBucketsAsync(Buckets.All, CancellationToken.None);
        var owner = await NewPersonAsync();
        await GiveXpAsync(owner.Id, 3_000);
        var room = await CreateRoomAsync(owner.Client, new { name = "Room", max_participants = 8 });
        var (member, moderator, banned, other) = (await JoinedAsync(room), await JoinedAsync(room), await JoinedAsync(room), await JoinedAsync(room));
        var (outsider, someone) = (await NewPersonAsync(), await NewPersonAsync());
        await ChangeRoleAsync(owner.Client, room.Id(), moderator.Id, "moderator");
        await owner.Client.PutAsync($"/api/v1/rooms/{room.Id()}/bans/{banned.Id}", null);
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["{room}"] = room.Id(),
            ["{owner}"] = owner.Id,
            ["{other-member}"] = other.Id,
            ["{someone}"] = someone.Id,
            ["{nothing}"] = Guid.CreateVersion7(),
            ["{todo}"] = await AddAsync("todos", isShared: true),
            ["{private-todo}"] = await AddAsync("todos", isShared: false),
            ["{note}"] = await AddAsync("notes", isShared: true),
            ["{private-note}"] = await AddAsync("notes", isShared: false),
            ["{material}"] = await AddMaterialAsync(room.Id()),
            ["{private-material}"] = await AddMaterialAsync(null),
        };
        var admin = await GetAsync(Admin, "/auth/profile");
        (string Who, Guid Id, HttpClient Client)[] callers =
        [
            ("stranger", someone.Id, Api.Stranger()), ("outsider", outsider.Id, outsider.Client), ("banned", banned.Id, banned.Client),
            ("member", member.Id, member.Client), ("moderator", moderator.Id, moderator.Client), ("owner", owner.Id, owner.Client),
            ("admin", admin.Id(), Admin),
        ];
        var wrong = new List<string>();
        foreach (var (method, path, body, expected) in Table)
        {
            foreach (var ((who, id, client), status) in callers.Zip(expected))
            {
                // An upload is its owner's, and used up by a success.
                ids[NewUpload] = body?.Contains(NewUpload, StringComparison.Ordinal) == true ? await UploadAsync(id) : Guid.Empty;
                var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/v1{Filled(path)}")
                {
                    Content = body is null ? null : new StringContent(Filled(body), System.Text.Encoding.UTF8, "application/json"),
                });
                if ((int)answer.StatusCode != status)
                {
                    wrong.Add($"{method} {path} as {who}: {(int)answer.StatusCode}, expected {status}: {await answer.Content.ReadAsStringAsync()}");
                }
            }
        }

        wrong.ShouldBeEmpty();

        string Filled(string text) => ids.Aggregate(text, (filled, id) => filled.Replace(id.Key, id.Value.ToString(), StringComparison.Ordinal));

        async Task<Guid> AddMaterialAsync(Guid? roomId) => (await (await owner.Client.PostAsJsonAsync(
            "/api/v1/materials", new { upload_id = await UploadAsync(owner.Id), room_id = roomId })).DataAsync()).Id();

        async Task<Guid> AddAsync(string kind, bool isShared) => (await (await owner.Client.PostAsJsonAsync(
            $"/api/v1/{kind}", new { text = "Read", room_id = room.Id(), is_shared = isShared })).DataAsync()).Id();
    }
}
