using LearningPlatform.Core.Files;
using LearningPlatform.Core.Study.Materials;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Study;

public sealed class MaterialTests(StudyApi shared) : StudyTest(shared)
{
    private static readonly HttpClient Storage = new();

    private Uploads Uploads => Api.Services.GetRequiredService<Uploads>();

    [Fact]
    public async Task A_material_is_made_of_an_upload_gets_versions_and_goes_with_its_bytes()
    {
        var owner = await NewPersonAsync();
        var first = await UploadAsync(owner.Id, "chapter 5.pdf", "application/pdf", "%PDF-1.7\nfirst");
        var answer = await owner.Client.PostAsJsonAsync("/api/v1/materials", new { upload_id = first, description = "Chapter 5" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var material = await answer.DataAsync();
        var path = $"/api/v1/materials/{material.Id()}";
        material.GetProperty("name").GetString().ShouldBe("chapter 5.pdf");
        material.GetProperty("file_type").GetString().ShouldBe("pdf");
        material.GetProperty("file_size").GetInt64().ShouldBe(14);
        material.GetProperty("sha256").GetString()!.Length.ShouldBe(64);
        Ids(await GetAsync(owner.Client, "/materials")).ShouldBe([material.Id()]);
        (await DownloadAsync(owner, $"{path}/download")).ShouldBe("%PDF-1.7\nfirst");

        var second = await UploadAsync(owner.Id, "notes.txt", "text/plain", "second");
        var changed = await (await owner.Client.PostAsJsonAsync($"{path}/versions", new { upload_id = second })).DataAsync();
        changed.GetProperty("version_number").GetInt32().ShouldBe(2);
        changed.GetProperty("file_type").GetString().ShouldBe("other");
        (await (await owner.Client.PostAsJsonAsync($"{path}/versions", new { upload_id = second })).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("UPLOAD_IN_USE");
        (await GetAsync(owner.Client, $"/materials/{material.Id()}/versions")).GetProperty("items").EnumerateArray()
            .Select(version => version.GetProperty("number").GetInt32()).ShouldBe([2, 1]);
        (await DownloadAsync(owner, $"{path}/download")).ShouldBe("second");
        (await DownloadAsync(owner, $"{path}/versions/1/download")).ShouldBe("%PDF-1.7\nfirst");
        (await (await owner.Client.GetAsync($"{path}/versions/3/download")).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("MATERIAL_VERSION_NOT_FOUND");

        (await owner.Client.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await owner.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ExistsAsync(first)).ShouldBeFalse();
        (await ExistsAsync(second)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_upload_becomes_one_material_however_many_ask_at_once()
    {
        var (owner, thief) = (await NewPersonAsync(), await NewPersonAsync());
        var upload = await UploadAsync(owner.Id, "a.txt", "text/plain", "bytes");
        (await (await thief.Client.PostAsJsonAsync("/api/v1/materials", new { upload_id = upload })).ErrorAsync(HttpStatusCode.NotFound))
            .ShouldBe("UPLOAD_NOT_FOUND");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            owner.Client.PostAsJsonAsync("/api/v1/materials", new { upload_id = upload })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(9);
    }

    [Fact]
    public async Task A_material_is_for_its_owner_whom_they_share_it_with_and_its_room()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var (member, moderator) = (await JoinedAsync(room), await JoinedAsync(room));
        await ChangeRoleAsync(owner.Client, room.Id(), moderator.Id, "moderator");
        var (viewer, editor, outsider) = (await NewPersonAsync(), await NewPersonAsync(), await NewPersonAsync());
        var material = (await (await owner.Client.PostAsJsonAsync(
            "/api/v1/materials", new { upload_id = await UploadAsync(owner.Id, "a.txt", "text/plain", "bytes") })).DataAsync()).Id();
        var share = $"/api/v1/materials/{material}/share";
        (await member.Client.GetAsync($"/api/v1/materials/{material}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await owner.Client.PutAsJsonAsync(share, new { user_id = viewer.Id, permission = "view" });
        await owner.Client.PutAsJsonAsync(share, new { user_id = editor.Id, permission = "edit" });
        var everywhere = await (await owner.Client.PutAsJsonAsync(share, new { room_id = room.Id() })).DataAsync();
        everywhere.GetProperty("shared_with").GetArrayLength().ShouldBe(2);
        Ids(await GetAsync(viewer.Client, "/materials?scope=shared")).ShouldBe([material]);
        Ids(await GetAsync(member.Client, $"/rooms/{room.Id()}/materials")).ShouldBe([material]);

        // stranger, outsider, viewer, editor, member, moderator, owner, admin
        (string Method, string Path, object? Body, int[] Expected)[] table =
        [
            ("GET", "", null, [401, 404, 200, 200, 200, 200, 200, 404]),
            ("GET", "/download", null, [401, 404, 200, 200, 200, 200, 200, 404]),
            ("GET", "/versions", null, [401, 404, 200, 200, 200, 200, 200, 404]),
            ("GET", "/versions/1/download", null, [401, 404, 200, 200, 200, 200, 200, 404]),
            ("PUT", "", new { name = "Renamed" }, [401, 404, 403, 200, 403, 200, 200, 404]),
            ("POST", "/versions", new { upload_id = Guid.CreateVersion7() }, [401, 404, 403, 404, 403, 404, 404, 404]),
            ("PUT", "/share", new { user_id = outsider.Id, permission = "none" }, [401, 404, 403, 403, 403, 403, 200, 404]),
            ("DELETE", "", null, [401, 404, 403, 403, 403, 204, 404, 404]),
        ];
        HttpClient[] clients =
            [Api.Stranger(), outsider.Client, viewer.Client, editor.Client, member.Client, moderator.Client, owner.Client, Admin];
        var wrong = new List<string>();
        foreach (var (method, path, body, expected) in table)
        {
            foreach (var ((client, status), who) in clients.Zip(expected).Select((pair, index) => (pair, index)))
            {
                var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/v1/materials/{material}{path}")
                {
                    Content = body is null ? null : JsonContent.Create(body),
                });
                if ((int)answer.StatusCode != status)
                {
                    wrong.Add($"{method} {path} as number {who}: {(int)answer.StatusCode}, expected {status}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_taken_back_is_gone_for_the_others()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var (member, friend) = (await JoinedAsync(room), await NewPersonAsync());
        var material = (await (await owner.Client.PostAsJsonAsync(
            "/api/v1/materials",
            new { upload_id = await UploadAsync(owner.Id, "a.txt", "text/plain", "bytes"), room_id = room.Id() })).DataAsync()).Id();
        var path = $"/api/v1/materials/{material}";
        await owner.Client.PutAsJsonAsync($"{path}/share", new { user_id = friend.Id, permission = "view" });

        await owner.Client.PutAsJsonAsync($"{path}/share", new { room_id = room.Id(), permission = "none" });
        await owner.Client.PutAsJsonAsync($"{path}/share", new { user_id = friend.Id, permission = "none" });

        (await member.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await friend.Client.GetAsync($"{path}/download")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await owner.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var wrong in (object[])[new { }, new { user_id = friend.Id }, new { user_id = friend.Id, room_id = room.Id(), permission = "view" }])
        {
            (await owner.Client.PutAsJsonAsync($"{path}/share", wrong)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task A_file_that_a_crash_left_without_its_material_is_removed()
    {
        var owner = await NewPersonAsync();
        var (stray, used) = (await UploadAsync(owner.Id, "a.txt", "text/plain", "bytes"), await UploadAsync(owner.Id, "b.txt", "text/plain", "bytes"));
        await Uploads.ClaimAsync(stray, owner.Id, UploadPurpose.Material, Guid.CreateVersion7(), CancellationToken.None);
        await owner.Client.PostAsJsonAsync("/api/v1/materials", new { upload_id = used });
        await ExecuteAsync("update uploads set completed_at = completed_at - interval '2 hours' where user_id = $1", owner.Id);

        await Api.Services.GetRequiredService<MaterialService>().RemoveStrayFilesAsync(CancellationToken.None);

        (await ExistsAsync(stray)).ShouldBeFalse();
        (await ExistsAsync(used)).ShouldBeTrue();
    }

    private static async Task<string> DownloadAsync(Person person, string path)
    {
        var link = await (await person.Client.GetAsync(path)).DataAsync();
        return await Storage.GetStringAsync(new Uri(link.GetProperty("url").GetString()!));
    }

    private async Task<bool> ExistsAsync(Guid upload) =>
        await Api.Services.GetRequiredService<ObjectStorage>().HeadAsync(Buckets.Materials, upload.ToString("N"), CancellationToken.None) is not null;
}
