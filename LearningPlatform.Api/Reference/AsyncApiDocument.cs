using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Notifications;

namespace LearningPlatform.Api.Reference;

/// <summary>Describes events and WebSocket messages as AsyncAPI 3, from the types that are sent.</summary>
internal static class AsyncApiDocument
{
    public static JsonObject Create()
    {
        var channels = new JsonObject();
        var operations = new JsonObject();
        foreach (var topic in EventKinds.All.GroupBy(kind => kind.Topic, StringComparer.Ordinal))
        {
            var messages = new JsonObject();
            foreach (var kind in topic)
            {
                messages[kind.Name] = Message(kind.Name, EventSchema(kind));
            }

            Add(channels, operations, topic.Key, topic.Key, messages);
        }

        Add(channels, operations, "ws.notifications", "/ws/notifications", new JsonObject
        {
            ["notification"] = Message("notification", SchemaOf(NotificationJson.Default.NotificationSocketMessage)),
        });
        RoomSockets.AddTo(channels, operations);
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "LearningPlatform",
                ["version"] = "1",
                ["description"] = "Events, a stream a topic, delivered at least once (event_id tells copies apart); and the messages of the WebSockets.",
            },
            ["channels"] = channels,
            ["operations"] = operations,
        };
    }

    /// <summary>A channel on which the platform sends.</summary>
    internal static void Add(JsonObject channels, JsonObject operations, string name, string address, JsonObject messages)
    {
        channels[name] = new JsonObject { ["address"] = address, ["messages"] = messages };
        operations[$"send.{name}"] = new JsonObject
        {
            ["action"] = "send",
            ["channel"] = new JsonObject { ["$ref"] = $"#/channels/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}" },
        };
    }

    internal static JsonObject Message(string name, JsonNode payload) => new()
    {
        ["name"] = name,
        ["contentType"] = "application/json",
        ["payload"] = payload,
    };

    /// <summary>Document 5's schema with this kind's own name, version and metadata.</summary>
    private static JsonNode EventSchema(EventKind kind)
    {
        var schema = SchemaOf(EventJson.Default.PlatformEvent);
        var properties = schema["properties"]!.AsObject();
        properties["event_type"] = new JsonObject { ["const"] = kind.Name };
        properties["version"] = new JsonObject { ["const"] = kind.Version };
        properties["metadata"] = SchemaOf(kind.MetadataJson);
        return schema;
    }

    private static JsonNode SchemaOf(JsonTypeInfo type) => type.GetJsonSchemaAsNode();
}

/// <summary>Where the description is.</summary>
internal static class AsyncApiRoute
{
    // Types do not change while the process runs.
    private static readonly Lazy<string> Json = new(() => AsyncApiDocument.Create().ToJsonString());

    public static void MapAsyncApi(this IEndpointRouteBuilder app) =>
        app.MapGet("/asyncapi/v1.json", () => Results.Content(Json.Value, "application/json; charset=utf-8")).ExcludeFromDescription();
}
