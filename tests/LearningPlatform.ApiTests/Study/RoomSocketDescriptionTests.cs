using System.Reflection;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.ApiTests.Study;

/// <summary>The description of the rooms' sockets has all that they send and take: a message that is added is in it, or this fails.</summary>
public sealed class RoomSocketDescriptionTests(StudyApi shared) : StudyTest(shared)
{
    private const string Room = "ws.room";
    private const string Call = "ws.room.rtc";

    [Fact]
    public async Task Every_message_that_is_sent_or_taken_is_described_on_its_socket()
    {
        var document = JsonDocument.Parse(await Api.Stranger().GetStringAsync("/asyncapi/v1.json")).RootElement;
        var events = RoomEventKind.All.Select(kind => kind.Name).ToList();
        events.Count.ShouldBeGreaterThan(20);

        Described(document, $"receive.{Room}").ShouldBe(Types<ClientMessage>(typeof(RoomClientMessage), "client."), ignoreOrder: true);
        Described(document, $"receive.{Call}").ShouldBe(Types<ClientMessage>(typeof(CallClientMessage), "client."), ignoreOrder: true);
        Described(document, $"send.{Room}").ShouldBe(Types<SocketMessage>(typeof(RoomServerMessage), "").Concat(events), ignoreOrder: true);
        Described(document, $"send.{Call}").ShouldBe(Types<SocketMessage>(typeof(CallServerMessage), ""), ignoreOrder: true);
    }

    [Fact]
    public async Task A_description_has_the_type_as_it_is_sent_and_what_must_be_there()
    {
        var document = JsonDocument.Parse(await Api.Stranger().GetStringAsync("/asyncapi/v1.json")).RootElement;
        foreach (var channel in (string[])[Room, Call])
        {
            foreach (var message in document.GetProperty("channels").GetProperty(channel).GetProperty("messages").EnumerateObject())
            {
                var type = message.Name.StartsWith("client.", StringComparison.Ordinal) ? message.Name["client.".Length..] : message.Name;
                message.Value.GetProperty("payload").GetProperty("properties").GetProperty("type").GetProperty("const").GetString().ShouldBe(type);
            }
        }

        document.GetProperty("channels").GetProperty(Call).GetProperty("messages").GetProperty("client.offer").GetProperty("payload")
            .GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["type", "to", "sdp"], ignoreOrder: true);
    }

    /// <summary>
    /// The names of the messages that a socket has for itself and shares with the others. All there are in the code, not only those that are
    /// registered: one that is not could not be sent.
    /// </summary>
    private static IEnumerable<string> Types<TRoot>(Type own, string prefix)
    {
        var names = typeof(TRoot).GetCustomAttributes<JsonDerivedTypeAttribute>().ToDictionary(type => type.DerivedType, type => (string)type.TypeDiscriminator!);
        var all = typeof(TRoot).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TRoot)) && !type.IsAbstract).ToList();
        all.Where(type => !names.ContainsKey(type)).ShouldBeEmpty();
        return all.Where(type => type.BaseType == typeof(TRoot) || type.IsSubclassOf(own)).Select(type => prefix + names[type]);
    }

    private static IEnumerable<string> Described(JsonElement document, string operation) =>
        document.GetProperty("operations").GetProperty(operation).GetProperty("messages").EnumerateArray()
            .Select(message => message.GetProperty("$ref").GetString()!.Split('/')[^1]);
}
