using System.Globalization;
using System.Text.Json;
using LearningPlatform.Core.Events;
using StackExchange.Redis;

namespace LearningPlatform.Workers.Events;

/// <summary>A message as a Redis Stream entry: the event as document 5's JSON, and what only the platform needs beside it.</summary>
internal static class StreamEntry
{
    private const string Event = "event";
    private const string Position = "position";
    private const string Handler = "handler";
    private const string Traceparent = "traceparent";

    /// <summary>Arguments for <c>XADD</c> after its id.</summary>
    public static void Write(List<object> arguments, TransportMessage message)
    {
        arguments.Add(Event);
        arguments.Add(JsonSerializer.Serialize(message.Event, EventJson.Default.PlatformEvent));
        arguments.Add(Position);
        arguments.Add(message.Position);
        if (message.Handler is not null)
        {
            arguments.Add(Handler);
            arguments.Add(message.Handler);
        }

        if (message.Traceparent is not null)
        {
            arguments.Add(Traceparent);
            arguments.Add(message.Traceparent);
        }
    }

    /// <summary>Reads <c>[id, [field, value, …]]</c>; null for an entry that was deleted meanwhile.</summary>
    public static Delivery? Read(RedisResult entry, bool takenOver)
    {
        if (entry.IsNull)
        {
            return null;
        }

        var parts = (RedisResult[])entry!;
        var receipt = (string)parts[0]!;
        return parts[1].IsNull ? null : new(receipt, Message((string[])parts[1]!), takenOver);
    }

    private static TransportMessage? Message(string[] fields)
    {
        string? Field(string name)
        {
            var index = Array.IndexOf(fields, name);
            return index < 0 || index + 1 >= fields.Length ? null : fields[index + 1];
        }

        try
        {
            return Field(Event) is { } json
                && JsonSerializer.Deserialize(json, EventJson.Default.PlatformEvent) is { } message
                && long.TryParse(Field(Position), CultureInfo.InvariantCulture, out var position)
                ? new(message, position, Field(Handler), Field(Traceparent))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
