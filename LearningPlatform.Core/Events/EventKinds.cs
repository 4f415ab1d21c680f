using System.Reflection;

namespace LearningPlatform.Core.Events;

/// <summary>Every kind of event of this build, for descriptions of them.</summary>
public static class EventKinds
{
    /// <summary>By topic, then by name.</summary>
    public static IReadOnlyList<EventKind> All { get; } =
    [
        .. typeof(EventKinds).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.GetInterfaces().Any(IsMetadata))
            .Select(type => (EventKind)type.GetProperty("Kind", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!)
            .OrderBy(kind => kind.Topic, StringComparer.Ordinal)
            .ThenBy(kind => kind.Name, StringComparer.Ordinal),
    ];

    private static bool IsMetadata(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEventMetadata<>);
}
