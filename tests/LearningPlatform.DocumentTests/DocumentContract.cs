using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LearningPlatform.Core;
using LearningPlatform.Core.Documents;
using Shouldly;

namespace LearningPlatform.DocumentTests;

/// <summary>What every store of documents does. A class a store inherits it; each test has a collection of its own.</summary>
public abstract partial class DocumentContract
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static long _ids;

    /// <summary>A new collection over the store under test.</summary>
    protected abstract IDocumentCollection<T> Open<T>(DocumentDefinition<T> definition)
        where T : class;

    [ContractFact]
    public async Task A_document_comes_back_as_it_went_in()
    {
        var rooms = OpenRooms();
        var id = NewId();
        var room = Room("Σύνταξη 漢字 🎓 \"quoted\" \\ $where a.b") with
        {
            Description = null,
            Views = long.MaxValue,
            Score = 79228162514264337593543950335m,
            Ratio = 0.1 + 0.2,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["$set"] = "x", ["a.b"] = "y", ["$where"] = "sleep(9)", [""] = "z" },
        };

        (await rooms.InsertAsync(id, room, None)).ShouldBeTrue();

        var stored = (await rooms.GetAsync(id, None)).ShouldNotBeNull();
        stored.Id.ShouldBe(id);
        stored.Version.ShouldBe(1);
        JsonElement.DeepEquals(AsJson(stored.Body), AsJson(room)).ShouldBeTrue(AsJson(stored.Body).GetRawText());
    }

    [ContractFact]
    public async Task Every_kind_of_JSON_value_keeps_its_value()
    {
        var values = Open(Definition(StudyRoomJson.Default.JsonObject));
        var id = NewId();
        const string Json = """{"i":-1,"f":1.50,"e":1.25E-7,"big":1.7976931348623157E+308,"t":true,"n":null,"s":"","o":{},"a":[[],[1,[2]],{"b":0}]}""";
        await values.InsertAsync(id, JsonNode.Parse(Json)!.AsObject(), None);

        var stored = (await values.GetAsync(id, None)).ShouldNotBeNull();

        JsonElement.DeepEquals(JsonSerializer.SerializeToElement(stored.Body), JsonElement.Parse(Json)).ShouldBeTrue(stored.Body.ToJsonString());
    }

    [ContractFact]
    public async Task An_id_is_taken_once()
    {
        var rooms = OpenRooms();
        var id = NewId();
        (await rooms.InsertAsync(id, Room("first"), None)).ShouldBeTrue();

        (await rooms.InsertAsync(id, Room("second"), None)).ShouldBeFalse();

        (await rooms.GetAsync(id, None)).ShouldNotBeNull().Body.Name.ShouldBe("first");
    }

    [ContractFact]
    public async Task Many_are_stored_but_for_those_whose_id_is_taken()
    {
        var rooms = OpenRooms();
        var (taken, first, second) = (NewId(), NewId(), NewId());
        await rooms.InsertAsync(taken, Room("there already"), None);

        var stored = await rooms.InsertManyAsync(
            [new(first, 7, Room("first")), new(taken, 7, Room("again")), new(second, 7, Room("second")), new(first, 7, Room("twice"))], None);

        stored.ShouldBe([first, second], ignoreOrder: true);
        (await rooms.InsertManyAsync([], None)).ShouldBeEmpty();
        (await rooms.FindAsync(new(DocumentPattern.Any), None)).Select(room => (room.Id, room.Version, room.Body.Name))
            .ShouldBe([(taken, 1, "there already"), (first, 1, "first"), (second, 1, "second")]);
    }

    [ContractFact]
    public async Task Many_with_one_that_can_not_be_kept_are_rejected()
    {
        var rooms = OpenRooms();

        await Should.ThrowAsync<DocumentRejectedException>(() =>
            rooms.InsertManyAsync([new(NewId(), 1, Room("fine")), new(NewId(), 1, Room("NUL \0"))], None));
    }

    [ContractFact]
    public async Task The_version_can_be_asked_for_alone()
    {
        var rooms = OpenRooms();
        var id = NewId();
        (await rooms.VersionAsync(id, None)).ShouldBeNull();
        await rooms.InsertAsync(id, Room("once"), None);
        (await rooms.VersionAsync(id, None)).ShouldBe(1);
        await rooms.ReplaceAsync(id, 1, Room("changed"), None);
        (await rooms.VersionAsync(id, None)).ShouldBe(2);
        await rooms.DeleteAsync(id, None);
        (await rooms.VersionAsync(id, None)).ShouldBeNull();
    }

    [ContractFact]
    public async Task An_unknown_id_has_no_document()
    {
        var rooms = OpenRooms();

        (await rooms.GetAsync(NewId(), None)).ShouldBeNull();
        (await rooms.ReplaceAsync(NewId(), 1, Room("x"), None)).ShouldBeFalse();
        (await rooms.DeleteAsync(NewId(), None)).ShouldBeFalse();
        (await rooms.FindAsync(new(DocumentPattern.Any), None)).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task A_replace_needs_the_version_that_is_stored()
    {
        var rooms = OpenRooms();
        var id = NewId();
        await rooms.InsertAsync(id, Room("one"), None);

        (await rooms.ReplaceAsync(id, 1, Room("two"), None)).ShouldBeTrue();
        (await rooms.ReplaceAsync(id, 1, Room("stale"), None)).ShouldBeFalse();
        (await rooms.ReplaceAsync(id, 3, Room("early"), None)).ShouldBeFalse();

        var stored = (await rooms.GetAsync(id, None)).ShouldNotBeNull();
        stored.Version.ShouldBe(2);
        stored.Body.Name.ShouldBe("two");
    }

    [ContractFact]
    public async Task Of_fifty_replaces_of_one_version_exactly_one_wins()
    {
        var rooms = OpenRooms();
        var id = NewId();
        await rooms.InsertAsync(id, Room("start"), None);

        var won = await Task.WhenAll(Enumerable.Range(0, 50).Select(async writer =>
            (Writer: writer, Won: await rooms.ReplaceAsync(id, 1, Room($"writer {writer}"), None))));

        var winner = won.Where(result => result.Won).ShouldHaveSingleItem();
        var stored = (await rooms.GetAsync(id, None)).ShouldNotBeNull();
        stored.Version.ShouldBe(2);
        stored.Body.Name.ShouldBe($"writer {winner.Writer}");
    }

    [ContractFact]
    public async Task Concurrent_updates_all_count()
    {
        var rooms = OpenRooms();
        var id = NewId();
        await rooms.InsertAsync(id, Room("counter"), None);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            rooms.UpdateAsync(id, Missing, room => room with { Views = room.Views + 1 }, None)));

        var stored = (await rooms.GetAsync(id, None)).ShouldNotBeNull();
        stored.Body.Views.ShouldBe(outcomes.Count(outcome => outcome.Failure is null));
        stored.Version.ShouldBe(1 + stored.Body.Views);
        outcomes.ShouldAllBe(outcome => outcome.Failure == null || outcome.Failure.Code == "DOCUMENT_BUSY");
    }

    [ContractFact]
    public async Task An_update_that_is_refused_writes_nothing()
    {
        var rooms = OpenRooms();
        var id = NewId();
        await rooms.InsertAsync(id, Room("full"), None);
        var full = Failure.Conflict("ROOM_FULL", "The room is full.");

        (await rooms.UpdateAsync(id, Missing, _ => full, None)).Failure.ShouldBe(full);
        (await rooms.UpdateAsync(NewId(), Missing, room => room, None)).Failure.ShouldBe(Missing);

        (await rooms.GetAsync(id, None)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [ContractFact]
    public async Task A_deleted_document_is_gone()
    {
        var rooms = OpenRooms();
        var id = NewId();
        await rooms.InsertAsync(id, Room("brief"), None);

        (await rooms.DeleteAsync(id, None)).ShouldBeTrue();
        (await rooms.DeleteAsync(id, None)).ShouldBeFalse();
        (await rooms.GetAsync(id, None)).ShouldBeNull();
        (await rooms.ReplaceAsync(id, 1, Room("ghost"), None)).ShouldBeFalse();
        (await rooms.GetAsync(id, None)).ShouldBeNull();
    }

    [ContractFact]
    public async Task A_delete_that_needs_a_version_leaves_a_newer_one()
    {
        var rooms = OpenRooms();
        var id = NewId();
        await rooms.InsertAsync(id, Room("one"), None);
        await rooms.ReplaceAsync(id, 1, Room("two"), None);

        (await rooms.DeleteAsync(id, 1, None)).ShouldBeFalse();
        (await rooms.GetAsync(id, None)).ShouldNotBeNull().Body.Name.ShouldBe("two");
        (await rooms.DeleteAsync(id, 2, None)).ShouldBeTrue();
        (await rooms.DeleteAsync(id, 2, None)).ShouldBeFalse();
        (await rooms.GetAsync(id, None)).ShouldBeNull();
    }

    [ContractFact]
    public async Task Of_a_delete_and_an_update_of_the_same_version_one_wins()
    {
        var rooms = OpenRooms();
        var stale = Failure.Conflict("STALE", "Read it again.");
        Failure? Precondition(long version) => version == 1 ? null : stale;
        for (var round = 0; round < 50; round++)
        {
            var id = NewId();
            await rooms.InsertAsync(id, Room("one"), None);

            var (deleted, updated) = (
                Task.Run(() => rooms.DeleteIfAsync(id, Missing, _ => null, Precondition, None)),
                Task.Run(() => rooms.UpdateIfAsync(id, Missing, room => room with { Name = "two" }, Precondition, None)));

            var written = (await updated).Failure is null;
            ((await deleted).Failure is null).ShouldBe(!written);
            (await rooms.GetAsync(id, None))?.Body.Name.ShouldBe(written ? "two" : null);
        }
    }

    [ContractFact]
    public async Task A_cancelled_call_ends()
    {
        var rooms = OpenRooms();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => rooms.GetAsync(NewId(), cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => rooms.FindAsync(new(DocumentPattern.Any), cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => rooms.InsertAsync(NewId(), Room("x"), cancelled.Token));
    }

    [ContractFact]
    public async Task Collections_opened_at_the_same_time_do_not_collide()
    {
        var definition = Definition(StudyRoomJson.Default.StudyRoom, "owner_id", "participants.user_id");

        var inserted = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Open(definition).InsertAsync(NewId(), Room("same moment"), None)));

        inserted.ShouldAllBe(success => success);
        (await Open(definition).FindAsync(new(DocumentPattern.Any) { Limit = 100 }, None)).Count.ShouldBe(16);
    }

    private static readonly Failure Missing = Failure.NotFound("ROOM_NOT_FOUND", "No such room.");

    /// <summary>A definition whose collection nobody else has.</summary>
    protected static DocumentDefinition<T> Definition<T>(JsonTypeInfo<T> typeInfo, params string[] indexes)
        where T : class =>
        new($"c{Guid.NewGuid():N}", () => typeInfo, indexes);

    /// <summary>Ids of one millisecond have no order among them; these are a millisecond apart.</summary>
    protected static Guid NewId() => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMilliseconds(Interlocked.Increment(ref _ids)));

    protected static StudyRoom Room(string name) => new(name, Guid.NewGuid(), RoomKind.Shared)
    {
        CreatedAt = new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero),
        Participants = [new(Guid.NewGuid(), "owner", DateTimeOffset.UnixEpoch)],
        Tags = ["biology", "exam"],
    };

    private static JsonElement AsJson(StudyRoom room) => JsonSerializer.SerializeToElement(room, StudyRoomJson.Default.StudyRoom);

    private IDocumentCollection<StudyRoom> OpenRooms() => Open(Definition(StudyRoomJson.Default.StudyRoom, "owner_id", "participants.user_id"));
}
