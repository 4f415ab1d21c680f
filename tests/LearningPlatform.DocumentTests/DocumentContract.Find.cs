using System.Text.Json;
using System.Text.Json.Nodes;
using LearningPlatform.Core.Documents;
using Shouldly;

namespace LearningPlatform.DocumentTests;

public abstract partial class DocumentContract
{
    [ContractFact]
    public async Task A_pattern_finds_the_rooms_a_person_is_in()
    {
        var rooms = OpenRooms();
        var (ana, ben) = (Guid.NewGuid(), Guid.NewGuid());
        var both = await InsertRoomAsync(rooms, (ana, "owner"), (ben, "member"));
        var onlyAna = await InsertRoomAsync(rooms, (ana, "member"));
        await InsertRoomAsync(rooms, (Guid.NewGuid(), "owner"));

        (await IdsAsync(rooms, DocumentPattern.Of(new { participants = new[] { new { user_id = ana } } }))).ShouldBe([both, onlyAna]);
        (await IdsAsync(rooms, DocumentPattern.Of(new { Participants = new[] { new { UserId = ana, Role = "owner" } } }))).ShouldBe([both]);
        (await IdsAsync(rooms, DocumentPattern.Of(new { participants = new[] { new { user_id = ana }, new { user_id = ben } } }))).ShouldBe([both]);
        // One element has to hold the whole of what is asked of it.
        (await IdsAsync(rooms, DocumentPattern.Of(new { participants = new[] { new { user_id = ben, role = "owner" } } }))).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task A_declared_path_and_the_rest_of_the_pattern_both_count()
    {
        var rooms = OpenRooms();
        var owner = Guid.NewGuid();
        var (open, closed) = (NewId(), NewId());
        await rooms.InsertAsync(open, Room("open") with { OwnerId = owner }, None);
        await rooms.InsertAsync(closed, Room("closed") with { OwnerId = owner, IsActive = false }, None);
        await rooms.InsertAsync(NewId(), Room("elsewhere"), None);

        (await IdsAsync(rooms, DocumentPattern.Of(new { owner_id = owner }))).ShouldBe([open, closed]);
        (await IdsAsync(rooms, DocumentPattern.Of(new { owner_id = owner, is_active = false }))).ShouldBe([closed]);
        (await IdsAsync(rooms, DocumentPattern.Of(new { owner_id = owner, kind = RoomKind.Personal }))).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task What_holds_a_pattern_is_the_same_in_every_store()
    {
        foreach (var (document, pattern, holds) in PatternCases.Table)
        {
            var documents = Open(Definition(StudyRoomJson.Default.JsonObject));
            await documents.InsertAsync(NewId(), JsonNode.Parse(document)!.AsObject(), None);

            var found = await documents.FindAsync(new(DocumentPattern.Parse(pattern)), None);

            found.Count.ShouldBe(holds ? 1 : 0, $"{document} and {pattern}");
        }
    }

    [ContractFact]
    public async Task Random_patterns_find_what_the_rule_says()
    {
        var random = new Random(20260203);
        var documents = Open(Definition(StudyRoomJson.Default.JsonObject, "a", "b.c"));
        var stored = new List<(Guid Id, JsonElement Body)>();
        for (var i = 0; i < 150; i++)
        {
            var (id, body) = (NewId(), PatternCases.RandomObject(random, depth: 3));
            await documents.InsertAsync(id, body, None);
            stored.Add((id, JsonSerializer.SerializeToElement(body)));
        }

        var matches = 0;
        for (var i = 0; i < 300; i++)
        {
            var pattern = PatternCases.RandomObject(random, depth: 2).ToJsonString();
            var expected = stored.Where(document => PatternCases.Holds(document.Body, JsonElement.Parse(pattern))).Select(document => document.Id).ToList();

            var found = await documents.FindAsync(new(DocumentPattern.Parse(pattern)) { Limit = DocumentQuery.MaxLimit }, None);

            found.Select(document => document.Id).ShouldBe(expected, ignoreOrder: true, pattern);
            matches += found.Count;
        }

        matches.ShouldBeGreaterThan(300, "the patterns must not all miss");
    }

    [ContractFact]
    public async Task Pages_follow_the_ids_and_miss_nothing()
    {
        var rooms = OpenRooms();
        var owner = Guid.NewGuid();
        var start = DateTimeOffset.UnixEpoch;
        var ids = Enumerable.Range(0, 25).Select(minute => Guid.CreateVersion7(start.AddMinutes(minute))).ToList();
        foreach (var id in ids.OrderBy(id => id.GetHashCode()))
        {
            await rooms.InsertAsync(id, Room(id.ToString()) with { OwnerId = owner }, None);
            await rooms.InsertAsync(NewId(), Room("another owner's"), None);
        }

        (await PagedAsync(rooms, owner, descending: false)).ShouldBe(ids);
        (await PagedAsync(rooms, owner, descending: true)).ShouldBe(ids.AsEnumerable().Reverse());
    }

    [ContractFact]
    public async Task Text_from_outside_is_only_ever_a_value()
    {
        var rooms = OpenRooms();
        string[] hostile =
        [
            "'; drop table rooms; --", "\" or 1=1", "{\"$gt\":\"\"}", "$where", "%", "_", "\\", "\\u0000", "*", "null", "${jndi:ldap://x}", new string('x', 8000),
        ];
        foreach (var text in hostile)
        {
            await rooms.InsertAsync(NewId(), Room(text), None);
        }

        foreach (var text in hostile)
        {
            var found = await rooms.FindAsync(new(DocumentPattern.Of(new { name = text })) { Limit = 100 }, None);

            found.ShouldHaveSingleItem().Body.Name.ShouldBe(text);
        }
    }

    [ContractFact]
    public async Task What_a_store_could_not_keep_is_refused()
    {
        var rooms = OpenRooms();
        var values = Open(Definition(StudyRoomJson.Default.JsonObject));
        var deep = new JsonObject();
        for (var i = 0; i < 200; i++)
        {
            deep = new JsonObject { ["deeper"] = deep };
        }

        await Should.ThrowAsync<DocumentRejectedException>(() => rooms.InsertAsync(NewId(), Room("a\0b"), None));
        await Should.ThrowAsync<DocumentRejectedException>(() => values.InsertAsync(NewId(), new JsonObject { ["a\0b"] = 1 }, None));
        await Should.ThrowAsync<DocumentRejectedException>(() => values.InsertAsync(NewId(), deep, None));
        await Should.ThrowAsync<DocumentRejectedException>(() => values.InsertAsync(NewId(), JsonNode.Parse("""{"n":1e999999}""")!.AsObject(), None));
        await Should.ThrowAsync<DocumentRejectedException>(() => rooms.InsertAsync(NewId(), Room(new string('x', 5_000_000)), None));
        (await rooms.FindAsync(new(DocumentPattern.Any), None)).ShouldBeEmpty();
        (await values.FindAsync(new(DocumentPattern.Any), None)).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task A_document_of_a_megabyte_is_kept_and_found()
    {
        var rooms = OpenRooms();
        var id = NewId();
        var room = Room("large") with { Description = new string('x', 1_000_000) };
        await rooms.InsertAsync(id, room, None);

        var found = await rooms.FindAsync(new(DocumentPattern.Of(new { name = "large" })), None);

        found.ShouldHaveSingleItem().Body.Description.ShouldBe(room.Description);
    }

    private static async Task<Guid> InsertRoomAsync(IDocumentCollection<StudyRoom> rooms, params (Guid User, string Role)[] participants)
    {
        var id = NewId();
        var room = Room("room") with { Participants = [.. participants.Select(one => new Participant(one.User, one.Role, DateTimeOffset.UnixEpoch))] };
        (await rooms.InsertAsync(id, room, None)).ShouldBeTrue();
        return id;
    }

    private static async Task<List<Guid>> IdsAsync(IDocumentCollection<StudyRoom> rooms, DocumentPattern pattern) =>
        [.. (await rooms.FindAsync(new(pattern), None)).Select(room => room.Id)];

    private static async Task<List<Guid>> PagedAsync(IDocumentCollection<StudyRoom> rooms, Guid owner, bool descending)
    {
        var query = new DocumentQuery(DocumentPattern.Of(new { owner_id = owner })) { Limit = 10, Descending = descending };
        var ids = new List<Guid>();
        while (await rooms.FindAsync(query, None) is { Count: > 0 } page)
        {
            page.Count.ShouldBeLessThanOrEqualTo(10);
            ids.AddRange(page.Select(room => room.Id));
            query = query with { After = page[^1].Id };
        }

        return ids;
    }
}
