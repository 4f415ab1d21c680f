using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Notes;
using LearningPlatform.Core.Study.Todos;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace LearningPlatform.ApiTests.Study;

public sealed class TodoNoteTests(StudyApi shared) : StudyTest(shared)
{
    [Fact]
    public async Task A_rooms_todo_is_assigned_ticked_and_filtered_and_each_change_is_live()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var (member, outsider) = (await JoinedAsync(room), await NewPersonAsync());
        var due = "2030-01-10T00:00:00+02:00";
        var todo = await (await owner.Client.PostAsJsonAsync(
            "/api/v1/todos", new { text = "Read chapter 5", room_id = room.Id(), assignee_id = member.Id, due_date = due })).DataAsync();
        todo.GetProperty("is_shared").GetBoolean().ShouldBeTrue();
        todo.GetProperty("due_date").GetDateTimeOffset().ShouldBe(DateTimeOffset.Parse(due));
        (await (await owner.Client.PostAsJsonAsync("/api/v1/todos", new { text = "x", room_id = room.Id(), assignee_id = outsider.Id }))
            .ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED");
        (await (await owner.Client.PostAsJsonAsync("/api/v1/todos", new { text = "x", assignee_id = member.Id }))
            .ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED");

        Ids(await GetAsync(member.Client, "/todos")).ShouldBe([todo.Id()]);
        var done = await (await member.Client.PutAsync($"/api/v1/todos/{todo.Id()}/complete", null)).DataAsync();
        done.GetProperty("completed_by").GetGuid().ShouldBe(member.Id);
        Ids(await GetAsync(owner.Client, $"/rooms/{room.Id()}/todos?completed=true")).ShouldBe([todo.Id()]);
        Ids(await GetAsync(owner.Client, $"/rooms/{room.Id()}/todos?completed=false")).ShouldBeEmpty();
        Ids(await GetAsync(owner.Client, $"/rooms/{room.Id()}/todos?assignee_id={owner.Id}")).ShouldBeEmpty();
        (await owner.Client.GetAsync($"/api/v1/rooms/{room.Id()}/todos?completed=maybe")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await owner.Client.PutAsJsonAsync($"/api/v1/todos/{todo.Id()}", new { text = "Read", is_shared = false })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await member.Client.GetAsync($"/api/v1/todos/{todo.Id()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await LiveAsync(room.Id())).ShouldBe(["member.joined", "todo.created", "todo.completed", "todo.deleted"]);
    }

    [Fact]
    public async Task Who_leaves_a_room_leaves_what_is_shared_there()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var member = await JoinedAsync(room);
        var ours = await AddAsync(member, "todos", room.Id(), true);
        var own = await AddAsync(member, "todos", room.Id(), false);
        var note = await AddAsync(member, "notes", room.Id(), true);

        await member.Client.PostAsync($"/api/v1/rooms/{room.Id()}/leave", null);

        Ids(await GetAsync(member.Client, "/todos")).ShouldBe([own]);
        Ids(await GetAsync(member.Client, "/notes")).ShouldBeEmpty();
        (await member.Client.PutAsJsonAsync($"/api/v1/todos/{ours}", new { text = "Mine" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Ids(await GetAsync(owner.Client, $"/rooms/{room.Id()}/todos")).ShouldBe([ours]);
        Ids(await GetAsync(owner.Client, $"/rooms/{room.Id()}/notes")).ShouldBe([note]);
    }

    [Fact]
    public async Task A_person_and_a_room_have_so_many_todos_and_notes_and_not_one_more_when_many_come_at_once()
    {
        var (owner, hoarder) = (await NewPersonAsync(), await NewPersonAsync());
        var room = await CreateRoomAsync(owner.Client);
        var member = await JoinedAsync(room);
        var now = DateTimeOffset.UtcNow;
        await FillAsync<Todo>(ItemQuota.Todos.PerPerson - 3, () => new() { Text = "x", OwnerId = hoarder.Id, CreatedAt = now });
        await FillAsync<Note>(ItemQuota.Notes.PerRoom - 3, () => new()
        {
            Text = "x",
            OwnerId = Guid.CreateVersion7(),
            RoomId = room.Id(),
            IsShared = true,
            CreatedAt = now,
            UpdatedAt = now,
            UpdatedBy = owner.Id,
        });

        var todos = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => hoarder.Client.PostAsJsonAsync("/api/v1/todos", new { text = "One more" })));
        var notes = await Task.WhenAll(Enumerable.Range(0, 12).Select(number =>
            (number % 2 == 0 ? owner : member).Client.PostAsJsonAsync("/api/v1/notes", new { text = "One more", room_id = room.Id() })));

        todos.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(3);
        notes.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(3);
        (await todos.First(answer => !answer.IsSuccessStatusCode).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("TOO_MANY_ITEMS");
        (await notes.First(answer => !answer.IsSuccessStatusCode).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("TOO_MANY_ITEMS_IN_ROOM");
        // Who gives one up may have another, and others are not concerned.
        var own = await GetAsync(hoarder.Client, "/todos?limit=1");
        (await hoarder.Client.DeleteAsync($"/api/v1/todos/{Ids(own)[0]}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await hoarder.Client.PostAsJsonAsync("/api/v1/todos", new { text = "Instead" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await member.Client.PostAsJsonAsync("/api/v1/notes", new { text = "My own" })).StatusCode.ShouldBe(HttpStatusCode.Created);

        Task FillAsync<T>(int count, Func<T> item)
            where T : class =>
            Parallel.ForEachAsync(Enumerable.Range(0, count), async (_, cancellationToken) =>
                await Api.Services.GetRequiredService<IDocumentCollection<T>>().InsertAsync(Guid.CreateVersion7(), item(), cancellationToken));
    }

    [Fact]
    public async Task Of_two_who_write_a_note_at_once_one_is_told_the_current_version()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var member = await JoinedAsync(room);
        var note = await AddAsync(owner, "notes", room.Id(), true);

        var answers = await Task.WhenAll(
            WriteAsync(owner.Client, note, "by the owner", "\"1\""), WriteAsync(member.Client, note, "by the member", "\"1\""));

        var lost = answers.Single(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed);
        lost.Headers.ETag!.Tag.ShouldBe("\"2\"");
        (await lost.DetailsAsync()).GetProperty("version")[0].GetString().ShouldBe("2");
        var won = await answers.Single(answer => answer.StatusCode == HttpStatusCode.OK).DataAsync();
        var stored = await GetAsync(owner.Client, $"/notes/{note}");
        stored.GetProperty("text").GetString().ShouldBe(won.GetProperty("text").GetString());
        stored.GetProperty("version").GetInt32().ShouldBe(2);
        (await WriteAsync(member.Client, note, "again", "\"2\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var cached = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/notes/{note}");
        cached.Headers.Add("If-None-Match", "\"3\"");
        (await owner.Client.SendAsync(cached)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Lists_are_paged_over_what_is_shared_and_ones_own()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var member = await JoinedAsync(room);
        var expected = new List<Guid>();
        for (var n = 0; n < 7; n++)
        {
            expected.Add(await AddAsync(n % 2 == 0 ? owner : member, "notes", room.Id(), isShared: n % 3 != 0 || n % 2 != 0));
            await AddAsync(owner, "notes", room.Id(), isShared: false);
        }

        var visible = new List<Guid>();
        string? cursor = "";
        while (cursor is not null)
        {
            var page = await GetAsync(member.Client, $"/rooms/{room.Id()}/notes?limit=2{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            visible.AddRange(Ids(page));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        // The owner's own (numbers 0 and 6) are not for the member.
        visible.ShouldBe(expected.Where((_, n) => n is not (0 or 6)).Reverse());
    }

    [Theory]
    [InlineData("todos", "{}")]
    [InlineData("todos", "{\"text\":\"  \"}")]
    [InlineData("todos", "{\"text\":\"a\",\"due_date\":\"tomorrow\"}")]
    [InlineData("todos", "{\"text\":\"a\",\"due_date\":\"0001-01-01T00:00:00Z\"}")]
    [InlineData("todos", "{\"text\":\"a\",\"room_id\":\"here\"}")]
    [InlineData("notes", "{\"text\":null}")]
    [InlineData("notes", "{\"text\":\"a\\u0000b\"}")]
    [InlineData("notes", "{\"text\":\"a\",\"is_shared\":\"yes\"}")]
    public async Task What_is_no_todo_or_note_is_refused(string kind, string body)
    {
        var answer = await Admin.PostAsync($"/api/v1/{kind}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        await answer.ErrorAsync(HttpStatusCode.BadRequest);
    }

    private static async Task<Guid> AddAsync(Person person, string kind, Guid room, bool isShared) => (await (await person.Client.PostAsJsonAsync(
        $"/api/v1/{kind}", new { text = "Read", room_id = room, is_shared = isShared })).DataAsync()).Id();

    private static Task<HttpResponseMessage> WriteAsync(HttpClient client, Guid note, string text, string version)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/notes/{note}") { Content = JsonContent.Create(new { text }) };
        request.Headers.Add("If-Match", version);
        return client.SendAsync(request);
    }

    private async Task<IReadOnlyList<string>> LiveAsync(Guid room)
    {
        var redis = Api.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        var entries = (RedisResult[])(await redis.ScriptEvaluateAsync("return redis.call('XRANGE', KEYS[1], '-', '+')", [RoomKeys.Stream(room)]))!;
        return [.. entries.Select(entry => (string)((RedisResult[])((RedisResult[])entry!)[1]!)[1]!)];
    }
}
