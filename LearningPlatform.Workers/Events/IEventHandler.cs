using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;

namespace LearningPlatform.Workers.Events;

/// <summary>
/// Reacts to events. A handler is a class in this assembly with <see cref="HandlesAttribute{T}"/> on it; nothing else registers it. Its
/// constructor takes services of the event's scope. Its class name is its consumer group: a renamed handler is a new one.
/// </summary>
internal interface IEventHandler
{
    /// <summary>
    /// Makes the event's effects through <paramref name="db"/>, whose transaction is open and commits together with the note that this
    /// event was handled: they happen once, however often the event is delivered. What is tracked is saved afterwards. An exception rolls
    /// everything back and the event is tried again later.
    /// </summary>
    Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken);
}

/// <summary>
/// The same for what happens often: gets all events that have come together, and makes their effects by a few statements of hand-written SQL,
/// without EF. When one of them fails, each comes again by itself.
/// </summary>
internal interface IEventSetHandler
{
    /// <summary>
    /// Makes the effects of <paramref name="messages"/> (one or more, none of which it was done with) in <paramref name="transaction"/>; see
    /// <see cref="IEventHandler.HandleAsync"/>. Events of one user are beside each other, in the order in which they happened.
    /// </summary>
    Task HandleAsync(IReadOnlyList<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken);
}

/// <summary>Whose events a handler must get one after the other, in the order in which they happened.</summary>
internal enum EventOrder
{
    None,
    User,
    Course,
}

/// <summary>What a handler wants to get.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
internal abstract class HandlesAttribute : Attribute
{
    /// <summary>Stands for every type of a topic.</summary>
    public const string EveryType = "*";

    public abstract string Topic { get; }
    public abstract string EventType { get; }
}

/// <summary>Events of the kind <typeparamref name="T"/>.</summary>
internal sealed class HandlesAttribute<T> : HandlesAttribute
    where T : class, IEventMetadata<T>
{
    public override string Topic => T.Kind.Topic;
    public override string EventType => T.Kind.Name;
}

/// <summary>Every event of a topic.</summary>
internal sealed class HandlesTopicAttribute(string topic) : HandlesAttribute
{
    public override string Topic { get; } = topic;
    public override string EventType => EveryType;
}

/// <summary>Asks for the order; see <see cref="EventOrder"/>. An event that keeps failing holds back only those of the same user or course.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class OrderedAttribute(EventOrder by) : Attribute
{
    public EventOrder By { get; } = by;
}
