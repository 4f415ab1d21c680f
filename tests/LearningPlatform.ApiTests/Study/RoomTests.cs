using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.ApiTests.Study;

public sealed class RoomTests(StudyApi shared) : StudyTest(shared)
{
    [Fact]
    public async Task A_room_is_made_read_changed_and_deleted_by_its_owner()
    {
        var owner = await NewPersonAsync();
        var answer = await owner.Client.PostAsJsonAsync("/api/v1/rooms", new { name = " Biology ", description = "Cells" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var room = await answer.DataAsync();
        var path = $"/api/v1/rooms/{room.Id()}";
        answer.Headers.Location!.ToString().ShouldBe(path);
        room.GetProperty("name").GetString().ShouldBe("Biology");
        room.GetProperty("type").GetString().ShouldBe("shared");
        room.GetProperty("owner_id").GetGuid().ShouldBe(owner.Id);
        room.GetProperty("participants")[0].GetProperty("role").GetString().ShouldBe("owner");
        room.GetProperty("settings").GetProperty("is_private").GetBoolean().ShouldBeTrue();

        var change = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(new { name = "Chemistry", max_participants = 4 }) };
        change.Headers.Add("If-Match", "\"1\"");
        var changed = await owner.Client.SendAsync(change);
        changed.Headers.ETag!.Tag.ShouldBe("\"2\"");
        (await changed.DataAsync()).GetProperty("max_participants").GetInt32().ShouldBe(4);
        var late = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(new { name = "Physics" }) };
        late.Headers.Add("If-Match", "\"1\"");
        var stale = await owner.Client.SendAsync(late);
        (await stale.ErrorAsync(HttpStatusCode.PreconditionFailed)).ShouldBe("PRECONDITION_FAILED");
        stale.Headers.ETag!.Tag.ShouldBe("\"2\"");

        (await owner.Client.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await owner.Client.GetAsync(path)).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("ROOM_NOT_FOUND");
        Ids(await GetAsync(owner.Client, "/rooms")).ShouldNotContain(room.Id());
    }

    [Fact]
    public async Task Your_rooms_come_in_pages_and_open_ones_can_be_found_by_anybody()
    {
        var (person, other) = (await NewPersonAsync(), await NewPersonAsync());
        var rooms = new List<Guid>();
        foreach (var name in (string[])["One", "Two", "Three"])
        {
            rooms.Add((await CreateRoomAsync(person.Client, new { name, settings = new { is_private = name != "Two" } })).Id());
        }

        var first = await GetAsync(person.Client, "/rooms?limit=2");
        Ids(first).ShouldBe([rooms[2], rooms[1]]);
        var second = await GetAsync(person.Client, $"/rooms?limit=2&cursor={first.GetProperty("next_cursor").GetString()}");
        Ids(second).ShouldBe([rooms[0]]);
        second.GetProperty("next_cursor").ValueKind.ShouldBe(JsonValueKind.Null);

        Ids(await GetAsync(other.Client, "/rooms")).ShouldBeEmpty();
        Ids(await GetAsync(other.Client, "/rooms?scope=open")).ShouldBe([rooms[1]]);
        var seen = await GetAsync(other.Client, $"/rooms/{rooms[1]}");
        seen.GetProperty("participant_count").GetInt32().ShouldBe(1);
        seen.GetProperty("participants").ValueKind.ShouldBe(JsonValueKind.Null);
        seen.GetProperty("invite_code").ValueKind.ShouldBe(JsonValueKind.Null);
        (await other.Client.PostAsJsonAsync($"/api/v1/rooms/{rooms[1]}/join", new { })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.Client.GetAsync($"/api/v1/rooms/{rooms[0]}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_code_lets_people_in_until_there_is_a_new_one()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var member = await JoinedAsync(room);
        (await (await JoinAsync(member.Client, room)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ALREADY_IN_ROOM");
        (await GetAsync(member.Client, $"/rooms/{room.Id()}")).GetProperty("invite_code").ValueKind.ShouldBe(JsonValueKind.Null);

        var renewed = await (await owner.Client.PostAsync($"/api/v1/rooms/{room.Id()}/invite-code", null)).DataAsync();
        renewed.GetProperty("invite_code").GetString().ShouldNotBe(room.GetProperty("invite_code").GetString());
        var late = await NewPersonAsync();
        (await (await JoinAsync(late.Client, room)).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("ROOM_NOT_FOUND");
        var lower = renewed.GetProperty("invite_code").GetString()!.ToLowerInvariant();
        (await late.Client.PostAsJsonAsync($"/api/v1/rooms/{room.Id()}/join", new { invite_code = lower })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Invitations_are_listed_accepted_and_declined()
    {
        var (owner, invited) = (await NewPersonAsync(), await NewPersonAsync());
        var room = await CreateRoomAsync(owner.Client);
        var path = $"/api/v1/rooms/{room.Id()}/invite";

        (await owner.Client.PostAsJsonAsync(path, new { user_id = invited.Id })).StatusCode.ShouldBe(HttpStatusCode.Created);
        var invite = (await GetAsync(invited.Client, "/rooms/invites")).GetProperty("items")[0];
        invite.GetProperty("room_name").GetString().ShouldBe("Biology");
        (await (await owner.Client.PutAsync($"/api/v1/rooms/invites/{invite.Id()}/accept", null)).ErrorAsync(HttpStatusCode.NotFound))
            .ShouldBe("INVITE_NOT_FOUND");
        (await invited.Client.PutAsync($"/api/v1/rooms/invites/{invite.Id()}/decline", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await invited.Client.PutAsync($"/api/v1/rooms/invites/{invite.Id()}/accept", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Ids(await GetAsync(invited.Client, "/rooms/invites")).ShouldBeEmpty();

        var again = await (await owner.Client.PostAsJsonAsync(path, new { user_id = invited.Id })).DataAsync();
        var accepted = await (await invited.Client.PutAsync($"/api/v1/rooms/invites/{again.Id()}/accept", null)).DataAsync();
        accepted.GetProperty("role").GetString().ShouldBe("member");
        (await (await owner.Client.PostAsJsonAsync(path, new { user_id = invited.Id })).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ALREADY_IN_ROOM");
        (await (await owner.Client.PostAsJsonAsync(path, new { user_id = Guid.CreateVersion7() })).ErrorAsync(HttpStatusCode.NotFound))
            .ShouldBe("USER_NOT_FOUND");
    }

    [Fact]
    public async Task The_banned_come_back_neither_by_code_nor_by_invitation_until_they_are_let_back()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var member = await JoinedAsync(room);
        var path = $"/api/v1/rooms/{room.Id()}";

        (await owner.Client.DeleteAsync($"{path}/participants/{member.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await JoinAsync(member.Client, room)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await owner.Client.PutAsync($"{path}/bans/{member.Id}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await member.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await JoinAsync(member.Client, room)).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("ROOM_BANNED");
        (await (await owner.Client.PostAsJsonAsync($"{path}/invite", new { user_id = member.Id })).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("USER_BANNED");
        (await GetAsync(owner.Client, $"/rooms/{room.Id()}/bans")).GetProperty("items")[0].GetProperty("user_id").GetGuid().ShouldBe(member.Id);

        (await owner.Client.DeleteAsync($"{path}/bans/{member.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await owner.Client.DeleteAsync($"{path}/bans/{member.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await JoinAsync(member.Client, room)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_owner_hands_over_before_leaving()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var heir = await JoinedAsync(room);
        var path = $"/api/v1/rooms/{room.Id()}";

        (await (await owner.Client.PostAsync($"{path}/leave", null)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("OWNER_MUST_HAND_OVER");
        (await (await ChangeRoleAsync(owner.Client, room.Id(), owner.Id, "member")).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("CANNOT_CHANGE_YOURSELF");
        var handedOver = await (await ChangeRoleAsync(owner.Client, room.Id(), heir.Id, "owner")).DataAsync();
        handedOver.GetProperty("owner_id").GetGuid().ShouldBe(heir.Id);
        handedOver.GetProperty("role").GetString().ShouldBe("moderator");
        (await owner.Client.PostAsync($"{path}/leave", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await owner.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var people = await GetAsync(heir.Client, $"/rooms/{room.Id()}/participants");
        people.GetProperty("items").EnumerateArray().Single().GetProperty("display_name").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task What_a_level_allows_is_what_an_owner_gets()
    {
        var owner = await NewPersonAsync();
        var (low, higher) = (RoomAllowance.Of(1), RoomAllowance.Of(2));
        (await (await owner.Client.PostAsJsonAsync("/api/v1/rooms", new { name = "Large", max_participants = low.Participants + 1 }))
            .ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("LEVEL_TOO_LOW");
        (await (await owner.Client.PostAsJsonAsync("/api/v1/rooms", new { name = "Sharing", settings = new { allow_screen_sharing = true } }))
            .ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("LEVEL_TOO_LOW");
        (await CreateRoomAsync(owner.Client)).GetProperty("max_participants").GetInt32().ShouldBe(low.Participants);

        await GiveXpAsync(owner.Id, 500);
        var room = await CreateRoomAsync(owner.Client, new { name = "Large", max_participants = higher.Participants });
        room.GetProperty("settings").GetProperty("allow_screen_sharing").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Rooms_made_at_the_same_moment_do_not_pass_the_levels_limit()
    {
        var owner = await NewPersonAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => owner.Client.PostAsJsonAsync("/api/v1/rooms", new { name = $"Room {n}" })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(RoomAllowance.Of(1).SharedRooms);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(12 - RoomAllowance.Of(1).SharedRooms);
        Ids(await GetAsync(owner.Client, "/rooms")).Count.ShouldBe(RoomAllowance.Of(1).SharedRooms);
    }

    [Fact]
    public async Task Of_fifty_who_join_at_once_five_get_the_five_places()
    {
        var room = await CreateRoomAsync(Admin, new { name = "Six", max_participants = 6 });
        var people = new List<Person>();
        for (var n = 0; n < 50; n++)
        {
            people.Add(await NewPersonAsync());
        }

        var answers = await Task.WhenAll(people.Select(person => JoinAsync(person.Client, room)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(5);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            (await refused.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ROOM_FULL");
        }

        (await GetAsync(Admin, $"/rooms/{room.Id()}")).GetProperty("participants").GetArrayLength().ShouldBe(6);
        (await (await Admin.PutAsJsonAsync($"/api/v1/rooms/{room.Id()}", new { name = "Five", max_participants = 5 }))
            .ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("MORE_PEOPLE_IN_ROOM");
    }

    [Fact]
    public async Task A_personal_room_is_for_its_owner_alone()
    {
        var (owner, other) = (await NewPersonAsync(), await NewPersonAsync());
        var room = await CreateRoomAsync(owner.Client, new { name = "Mine", type = "personal", settings = new { is_private = false } });

        room.GetProperty("max_participants").GetInt32().ShouldBe(1);
        room.GetProperty("invite_code").ValueKind.ShouldBe(JsonValueKind.Null);
        (await other.Client.GetAsync($"/api/v1/rooms/{room.Id()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.Client.PostAsJsonAsync($"/api/v1/rooms/{room.Id()}/join", new { invite_code = "" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await owner.Client.PostAsJsonAsync($"/api/v1/rooms/{room.Id()}/invite", new { user_id = other.Id }))
            .ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ROOM_IS_PERSONAL");
    }

    [Fact]
    public async Task A_closed_room_can_only_be_read_and_one_that_an_admin_closed_stays_so()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var member = await JoinedAsync(room);
        var path = $"/api/v1/rooms/{room.Id()}";

        await Admin.PutAsJsonAsync(path, new { name = "Biology", is_active = false });
        (await GetAsync(member.Client, $"/rooms/{room.Id()}")).GetProperty("is_active").GetBoolean().ShouldBeFalse();
        (await (await JoinAsync((await NewPersonAsync()).Client, room)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ROOM_CLOSED");
        (await (await member.Client.PostAsJsonAsync("/api/v1/todos", new { text = "Read", room_id = room.Id() })).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("ROOM_CLOSED");
        (await (await owner.Client.PutAsJsonAsync(path, new { name = "Biology", is_active = true })).ErrorAsync(HttpStatusCode.Forbidden))
            .ShouldBe("ROOM_BLOCKED");
        await Admin.PutAsJsonAsync(path, new { name = "Biology", is_active = true });
        (await member.Client.PostAsJsonAsync("/api/v1/todos", new { text = "Read", room_id = room.Id() })).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"name\":\"   \"}")]
    [InlineData("{\"name\":\"a\",\"max_participants\":1}")]
    [InlineData("{\"name\":\"a\",\"max_participants\":151}")]
    [InlineData("{\"name\":\"a\",\"max_participants\":\"5\"}")]
    [InlineData("{\"name\":\"a\",\"type\":\"secret\"}")]
    [InlineData("{\"name\":\"a\",\"type\":1}")]
    [InlineData("{\"name\":\"a\",\"settings\":[]}")]
    [InlineData("{\"name\":\"a\\u0000\"}")]
    [InlineData("[]")]
    public async Task What_is_no_room_is_refused(string body)
    {
        var answer = await Admin.PostAsync("/api/v1/rooms", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        await answer.ErrorAsync(HttpStatusCode.BadRequest);
    }
}
