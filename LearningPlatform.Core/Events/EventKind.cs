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
/// <param name="metadata">How the metadata is read and written.</param>
public abstract class EventKind(string topic, string name, int version, JsonTypeInfo metadata)
{
    public string Topic { get; } = topic;
    public string Name { get; } = name;
    public int Version { get; } = version;
    public JsonTypeInfo MetadataJson { get; } = metadata;
}

/// <summary>A kind of event with metadata of type <typeparamref name="T"/>.</summary>
public sealed class EventKind<T>(string topic, string name, JsonTypeInfo<T> metadata, int version = 1)
    : EventKind(topic, name, version, metadata)
    where T : class
{
    /// <summary>The same as <see cref="EventKind.MetadataJson"/>, typed.</summary>
    public JsonTypeInfo<T> Json { get; } = metadata;
}
