namespace LearningPlatform.ApiTests.Study;

/// <summary>Who was put out of a room keeps what is theirs there, but nothing more of theirs is seen in it; in a closed room nobody's is.</summary>
public sealed class PutOutTests(StudyApi shared) : StudyTest(shared)
{
    [Theory]
    [InlineData("notes")]
    [InlineData("todos")]
    public async Task What_they_kept_for_themselves_cannot_be_shared_any_more(string kind)
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var banned = await JoinedAsync(room);
        var path = await AddAsync(banned);
        (await owner.Client.PutAsync($"/api/v1/rooms/{room.Id()}/bans/{banned.Id}", null)).EnsureSuccessStatusCode();

        (await (await ShareAsync(banned, path)).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("ROOM_NOT_FOUND");
        (await banned.Client.PutAsJsonAsync(path, new { text = "Still mine" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        Ids(await GetAsync(owner.Client, $"/rooms/{room.Id()}/{kind}")).ShouldBeEmpty();

        path = await AddAsync(owner);
        (await owner.Client.PutAsJsonAsync($"/api/v1/rooms/{room.Id()}", new { name = "Closed", is_active = false })).EnsureSuccessStatusCode();
        (await (await ShareAsync(owner, path)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ROOM_CLOSED");

        async Task<string> AddAsync(Person person) => $"/api/v1/{kind}/" + (await (await person.Client.PostAsJsonAsync(
            $"/api/v1/{kind}", new { text = "Mine", room_id = room.Id(), is_shared = false })).DataAsync()).Id();

        Task<HttpResponseMessage> ShareAsync(Person person, string item) =>
            person.Client.PutAsJsonAsync(item, new { text = "Look", is_shared = true });
    }

    [Fact]
    public async Task Their_materials_stay_as_they_are_until_they_take_them_back()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var banned = await JoinedAsync(room);
        var path = await AddAsync(banned);
        (await owner.Client.PutAsync($"/api/v1/rooms/{room.Id()}/bans/{banned.Id}", null)).EnsureSuccessStatusCode();

        foreach (var change in await ChangesAsync(banned, path))
        {
            (await change.ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("MATERIAL_READ_ONLY");
        }

        (await GetAsync(owner.Client, path["/api/v1".Length..])).GetProperty("version").GetInt32().ShouldBe(1);
        (await banned.Client.GetAsync($"{path}/download")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await banned.Client.PutAsJsonAsync($"{path}/share", new { room_id = room.Id(), permission = "none" })).EnsureSuccessStatusCode();
        (await ChangesAsync(banned, path)).ShouldAllBe(change => change.StatusCode == HttpStatusCode.OK);

        path = await AddAsync(owner);
        (await owner.Client.PutAsJsonAsync($"/api/v1/rooms/{room.Id()}", new { name = "Closed", is_active = false })).EnsureSuccessStatusCode();
        foreach (var change in await ChangesAsync(owner, path))
        {
            (await change.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ROOM_CLOSED");
        }

        (await owner.Client.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        async Task<string> AddAsync(Person person) => "/api/v1/materials/" + (await (await person.Client.PostAsJsonAsync(
            "/api/v1/materials", new { upload_id = await UploadAsync(person.Id), room_id = room.Id() })).DataAsync()).Id();

        async Task<HttpResponseMessage[]> ChangesAsync(Person person, string material) =>
        [
            await person.Client.PutAsJsonAsync(material, new { name = "Look" }),
            await person.Client.PostAsJsonAsync($"{material}/versions", new { upload_id = await UploadAsync(person.Id) }),
        ];
    }
}
