using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Api.Reference;

/// <summary>The sockets of study rooms, for the description: a message a type, from the types that are read and sent.</summary>
internal static class RoomSockets
{
    private const string RoomChannel = "ws.room";
    private const string CallChannel = "ws.room.rtc";

    public static void AddTo(JsonObject channels, JsonObject operations)
    {
        var events = RoomEventKind.All.Select(kind => (kind.Name, Schema: (JsonNode)EventSchema(kind)));
        Add(channels, operations, RoomChannel, "/ws/rooms/{id}", typeof(RoomClientMessage), typeof(RoomServerMessage), events);
        Add(channels, operations, CallChannel, "/ws/rooms/{id}/rtc", typeof(CallClientMessage), typeof(CallServerMessage), []);
        channels[RoomChannel]!["bindings"] = Query(new JsonObject { ["access_token"] = Text(), ["last_event_id"] = Text() });
        channels[CallChannel]!["bindings"] = Query(new JsonObject { ["access_token"] = Text() });
    }

    private static void Add(
        JsonObject channels,
        JsonObject operations,
        string name,
        string address,
        Type client,
        Type server,
        IEnumerable<(string Name, JsonNode Schema)> events)
    {
        var received = TypesOf<ClientMessage>(client, "client.");
        var sent = TypesOf<SocketMessage>(server, "").Concat(events).ToList();
        var messages = new JsonObject();
        foreach (var (message, schema) in received.Concat(sent))
        {
            messages[message] = AsyncApiDocument.Message(message, schema);
        }

        channels[name] = new JsonObject
        {
            ["address"] = address,
            ["parameters"] = new JsonObject { ["id"] = new JsonObject { ["description"] = "The room." } },
            ["messages"] = messages,
        };
        operations[$"send.{name}"] = Operation("send", name, sent);
        operations[$"receive.{name}"] = Operation("receive", name, received);
    }

    private static JsonObject Operation(string action, string channel, IEnumerable<(string Name, JsonNode Schema)> messages) => new()
    {
        ["action"] = action,
        ["channel"] = new JsonObject { ["$ref"] = $"#/channels/{channel}" },
        ["messages"] = new JsonArray(
            [.. messages.Select(message => (JsonNode)new JsonObject { ["$ref"] = $"#/channels/{channel}/messages/{message.Name}" })]),
    };

    /// <summary>The concrete types that a socket shares with the others or has for itself, by the names that they have in JSON.</summary>
    private static List<(string Name, JsonNode Schema)> TypesOf<TRoot>(Type own, string prefix) =>
    [
        .. typeof(TRoot).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Where(type => type.DerivedType.BaseType == typeof(TRoot) || type.DerivedType.IsSubclassOf(own))
            .Select(type => (prefix + type.TypeDiscriminator, MessageSchema(type))),
    ];

    private static JsonNode MessageSchema(JsonDerivedTypeAttribute type)
    {
        var schema = SchemaOf(SocketJson.Default.GetTypeInfo(type.DerivedType)!);
        var properties = new JsonObject { ["type"] = new JsonObject { ["const"] = (string)type.TypeDiscriminator! } };
        foreach (var (name, property) in schema["properties"]?.AsObject().ToList() ?? [])
        {
            properties[name] = property?.DeepClone();
        }

        schema["properties"] = properties;
        schema["required"] = new JsonArray([JsonValue.Create("type"), .. schema["required"]?.AsArray().Select(name => name?.DeepClone()) ?? []]);
        return schema;
    }

    private static JsonObject EventSchema(RoomEventKind kind) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["id"] = Text(),
            ["type"] = new JsonObject { ["const"] = kind.Name },
            ["at"] = new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            ["data"] = SchemaOf(kind.DataJson),
        },
        ["required"] = new JsonArray("id", "type", "at", "data"),
    };

    private static JsonNode SchemaOf(JsonTypeInfo type) => type.GetJsonSchemaAsNode();

    private static JsonObject Query(JsonObject properties) => new()
    {
        ["ws"] = new JsonObject { ["query"] = new JsonObject { ["type"] = "object", ["properties"] = properties } },
    };

    private static JsonObject Text() => new() { ["type"] = "string" };
}
