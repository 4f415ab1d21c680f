using System.Collections.Concurrent;

namespace LearningPlatform.ServiceDefaults;

/// <summary>A bounded map for hot paths: entries that are used stay, the others go.</summary>
/// <remarks>
/// Two generations: when the young one is full it becomes the old one, and the former old one goes whole. So no request ever pays
/// for a clean-up, and a flood of new keys cannot grow it.
/// </remarks>
internal sealed class Generations<TKey, TValue>(int capacity, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
    where TValue : class
{
    private readonly int _half = capacity / 2;
    private ConcurrentDictionary<TKey, TValue> _young = new(comparer);
    private ConcurrentDictionary<TKey, TValue> _old = new(comparer);
    private int _count;

    public TValue? Find(TKey key)
    {
        if (_young.TryGetValue(key, out var found))
        {
            return found;
        }

        return _old.TryGetValue(key, out found) ? GetOrAdd(key, found) : null;
    }

    /// <summary>Adds the value unless there is one already; whichever is kept.</summary>
    public TValue GetOrAdd(TKey key, TValue value)
    {
        if (Interlocked.Increment(ref _count) > _half)
        {
            Age();
        }

        return _young.GetOrAdd(key, value);
    }

    private void Age()
    {
        // Whoever resets the count has the right to turn the generations over.
        if (Interlocked.Exchange(ref _count, 0) > _half)
        {
            _old = Interlocked.Exchange(ref _young, new ConcurrentDictionary<TKey, TValue>(comparer));
        }
    }
}
