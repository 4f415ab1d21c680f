using System.Reflection;
using System.Text.Json;
using LearningPlatform.Core.Events;

namespace LearningPlatform.Workers.Events;

/// <summary>A handler's interest in one topic: one consumer group.</summary>
internal sealed class HandlerRegistration
{
    private readonly Type _type;

    public HandlerRegistration(Type type, string topic, IReadOnlyList<string> eventTypes)
    {
        _type = type;
        Name = JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name);
        Topic = topic;
        EventTypes = eventTypes;
        TakesSets = type.IsAssignableTo(typeof(IEventSetHandler));
        Order = type.GetCustomAttribute<OrderedAttribute>()?.By ?? EventOrder.None;
    }

    /// <summary>The class name in kebab-case; also the consumer group and the handler's name in the inbox.</summary>
    public string Name { get; }

    public string Topic { get; }

    /// <summary>Names of kinds, or <see cref="HandlesAttribute.EveryType"/>.</summary>
    public IReadOnlyList<string> EventTypes { get; }

    public EventOrder Order { get; }

    /// <summary>Whether it is an <see cref="IEventSetHandler"/>.</summary>
    public bool TakesSets { get; }

    public IEventHandler Create(IServiceProvider scope) => (IEventHandler)New(scope);

    public IEventSetHandler CreateForSets(IServiceProvider scope) => (IEventSetHandler)New(scope);

    // Not a compiled factory: that would bring the expression compiler into every process to save microseconds of a transaction.
    private object New(IServiceProvider scope) => ActivatorUtilities.CreateInstance(scope, _type);

    public static bool IsHandler(Type type) => type is { IsClass: true, IsAbstract: false }
        && (type.IsAssignableTo(typeof(IEventHandler)) || type.IsAssignableTo(typeof(IEventSetHandler)));

    /// <summary>Whether the message is meant for this handler; a replayed one is meant for one handler only.</summary>
    public bool Wants(TransportMessage message) =>
        (message.Handler is null || message.Handler == Name)
        && (EventTypes.Contains(message.Event.EventType, StringComparer.Ordinal) || WantsEverything);

    public bool WantsEverything => EventTypes.Contains(HandlesAttribute.EveryType, StringComparer.Ordinal);

    /// <summary>What must stay in order: events with the same key.</summary>
    public Guid? OrderKey(PlatformEvent message) => Order switch
    {
        EventOrder.User => message.UserId,
        EventOrder.Course => message.CourseId,
        _ => null,
    };
}

/// <summary>Every handler of an assembly.</summary>
internal sealed class HandlerCatalog(IReadOnlyList<HandlerRegistration> registrations)
{
    public IReadOnlyList<HandlerRegistration> Registrations { get; } = registrations;

    /// <exception cref="InvalidOperationException">A handler does not say what it handles, or two have the same name.</exception>
    public static HandlerCatalog Of(params IEnumerable<Type> types)
    {
        var registrations = types
            .Where(HandlerRegistration.IsHandler)
            .SelectMany(Register)
            .ToList();
        var twice = registrations.GroupBy(registration => (registration.Name, registration.Topic)).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? new(registrations)
            : throw new InvalidOperationException($"Two event handlers are called {twice.Key.Name}; each needs a name of its own.");
    }

    private static IEnumerable<HandlerRegistration> Register(Type type)
    {
        var wants = type.GetCustomAttributes<HandlesAttribute>().ToList();
        return wants.Count == 0
            ? throw new InvalidOperationException($"The event handler {type.Name} does not say what it handles.")
            : wants
                .GroupBy(want => want.Topic, want => want.EventType, StringComparer.Ordinal)
                .Select(topic => new HandlerRegistration(type, topic.Key, [.. topic.Distinct(StringComparer.Ordinal)]));
    }
}
