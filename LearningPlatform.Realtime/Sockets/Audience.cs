using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>Who listens to what, in this process: members by a key (a user, a session, a room).</summary>
internal sealed class Audience<T>
    where T : class
{
    private readonly ConcurrentDictionary<Guid, ImmutableArray<T>> _members = new();

    /// <summary>The keys that somebody listens to.</summary>
    public IEnumerable<Guid> Keys => _members.Select(pair => pair.Key);

    public void Join(Guid key, T member) =>
        _members.AddOrUpdate(key, static (_, joining) => [joining], static (_, members, joining) => members.Add(joining), member);

    public void Leave(Guid key, T member)
    {
        while (_members.TryGetValue(key, out var members))
        {
            var left = members.Remove(member);
            if (left.IsEmpty ? _members.TryRemove(KeyValuePair.Create(key, members)) : _members.TryUpdate(key, left, members))
            {
                return;
            }
        }
    }

    /// <summary>Those who listen right now.</summary>
    public ImmutableArray<T> Of(Guid key) => _members.TryGetValue(key, out var members) ? members : [];
}
