using System.Text.Json.Serialization.Metadata;

namespace LearningPlatform.Core.Events;

/// <summary>
/// What only one kind of event has: the <c>metadata</c> of its schema. One record a kind; its <see cref="Kind"/> says where it is published
/// and under which name. A change that an old consumer could misread is a new version; a new optional member is not.
/// </summary>
public interface IEventMetadata<TSelf>
    where TSelf : class, IEventMetadata<TSelf>
{
    static abstract EventKind<TSelf> Kind { get; }
}

/// <summary>A kind of event, whatever its metadata.</summary>
/// <param name="topic">One of <see cref="Topics"/>.</param>
/// <param name="name">Upper-case name, as in <c>COURSE_ENROLLED</c>.</param>
/// <param name="version">Counts the breaking changes of the metadata, from 1.</param>
public abstract class EventKind(string topic, string name, int version)
{
    public string Topic { get; } = topic;
    public string Name { get; } = name;
    public int Version { get; } = version;

    /// <summary>How the metadata is read and written: <see cref="EventJson"/>'s, loaded with the first event of the kind.</summary>
    public abstract JsonTypeInfo MetadataJson { get; }
}

/// <summary>A kind of event with metadata of type <typeparamref name="T"/>.</summary>
public sealed class EventKind<T>(string topic, string name, int version = 1) : EventKind(topic, name, version)
    where T : class
{
    private JsonTypeInfo<T>? _json;

    public override JsonTypeInfo MetadataJson => Json;

    /// <summary>The same as <see cref="MetadataJson"/>, typed.</summary>
    public JsonTypeInfo<T> Json => _json ??= (JsonTypeInfo<T>?)EventJson.Default.GetTypeInfo(typeof(T))
        ?? throw new InvalidOperationException($"{nameof(EventJson)} does not know {typeof(T).Name}.");
}
