using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace LearningPlatform.Core.Study.Live;

/// <summary>A kind of event that a room's members see live, whatever its data.</summary>
/// <param name="name">As in <c>todo.created</c>: what it is about, then what happened.</param>
/// <param name="data">How its data is written.</param>
public abstract class RoomEventKind(string name, JsonTypeInfo data)
{
    private static readonly Lazy<IReadOnlyList<RoomEventKind>> Known = new(Find);

    /// <summary>
    /// Every kind of this build, by name: the static properties of this type in <c>LearningPlatform.Core.Study</c>. Descriptions are made of
    /// them.
    /// </summary>
    public static IReadOnlyList<RoomEventKind> All => Known.Value;

    public string Name { get; } = name;
    public JsonTypeInfo DataJson { get; } = data;

    private static IReadOnlyList<RoomEventKind> Find() =>
    [
        .. typeof(RoomEventKind).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("LearningPlatform.Core.Study", StringComparison.Ordinal) == true && !type.ContainsGenericParameters)
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(property => property.PropertyType.IsSubclassOf(typeof(RoomEventKind)))
            .Select(property => (RoomEventKind)property.GetValue(null)!)
            .OrderBy(kind => kind.Name, StringComparer.Ordinal),
    ];
}

/// <summary>A kind of room event with data of type <typeparamref name="T"/>.</summary>
public sealed class RoomEventKind<T>(string name, JsonTypeInfo<T> data) : RoomEventKind(name, data)
    where T : class
{
    /// <summary>The same as <see cref="RoomEventKind.DataJson"/>, typed.</summary>
    public JsonTypeInfo<T> Json { get; } = data;
}
