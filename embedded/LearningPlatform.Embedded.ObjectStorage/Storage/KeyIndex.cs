namespace LearningPlatform.Embedded.ObjectStorage.Storage;

/// <summary>What listings say about an object.</summary>
internal sealed record ObjectEntry(string Key, long Size, string ETag, DateTimeOffset LastModified)
{
    public static ObjectEntry From(ObjectMetadata metadata) => new(metadata.Key, metadata.Size, metadata.ETag, metadata.LastModified);
}

/// <summary>A bucket's keys in the order of their UTF-8 bytes, which is the order that listings have. Not thread-safe.</summary>
internal sealed class KeyIndex
{
    private static readonly Position Last = new("", null, Place.Last);

    private readonly SortedSet<Position> _positions = new(new PositionOrder());

    private enum Place
    {
        AtKey,
        AfterKey,
        AfterPrefix,
        Last,
    }

    public int Count => _positions.Count;

    public ObjectEntry? Find(string key) => _positions.TryGetValue(At(key), out var found) ? found.Entry : null;

    public void Set(ObjectEntry entry)
    {
        _positions.Remove(At(entry.Key));
        _positions.Add(new Position(entry.Key, entry, Place.AtKey));
    }

    public void Remove(string key) => _positions.Remove(At(key));

    /// <summary>
    /// A page of at most <paramref name="limit"/> keys and groups. Keys that have the delimiter behind the prefix are one
    /// group a common beginning; a group is passed over in one step, however many keys it has.
    /// </summary>
    /// <param name="prefix">The beginning that all keys have; may be empty.</param>
    /// <param name="delimiter">Empty for no groups.</param>
    /// <param name="after">The last key or group of the page before, or any text to begin after.</param>
    /// <param name="limit">0 or more.</param>
    public ObjectPage List(string prefix, string delimiter, string after, int limit)
    {
        var (objects, groups, last) = (new List<ObjectEntry>(), new List<string>(), after);
        Position? from = KeyOrder.Compare(after, prefix) < 0 ? At(prefix) : AfterMarker(prefix, delimiter, after);
        while (from is { } start)
        {
            from = null;
            foreach (var position in _positions.GetViewBetween(start, Last))
            {
                if (!position.Key.StartsWith(prefix, StringComparison.Ordinal))
                {
                    break;
                }

                if (objects.Count + groups.Count >= limit)
                {
                    return new ObjectPage(objects, groups, limit > 0 ? last : null);
                }

                if (GroupOf(position.Key, prefix, delimiter) is { } group)
                {
                    groups.Add(group);
                    last = group;
                    from = new Position(group, null, Place.AfterPrefix);
                    break;
                }

                objects.Add(position.Entry!);
                last = position.Key;
            }
        }

        return new ObjectPage(objects, groups, null);
    }

    private static Position At(string key) => new(key, null, Place.AtKey);

    private static Position AfterMarker(string prefix, string delimiter, string after) =>
        new(after, null, GroupOf(after, prefix, delimiter) == after ? Place.AfterPrefix : Place.AfterKey);

    private static string? GroupOf(string key, string prefix, string delimiter)
    {
        if (delimiter.Length == 0 || !key.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var end = key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return end < 0 ? null : key[..(end + delimiter.Length)];
    }

    private readonly record struct Position(string Key, ObjectEntry? Entry, Place Place);

    private sealed class PositionOrder : IComparer<Position>
    {
        public int Compare(Position x, Position y)
        {
            if (x.Place == Place.Last || y.Place == Place.Last)
            {
                return (x.Place == Place.Last).CompareTo(y.Place == Place.Last);
            }

            if (x.Place != y.Place && x.Place == Place.AfterPrefix && y.Key.StartsWith(x.Key, StringComparison.Ordinal))
            {
                return 1;
            }

            if (x.Place != y.Place && y.Place == Place.AfterPrefix && x.Key.StartsWith(y.Key, StringComparison.Ordinal))
            {
                return -1;
            }

            var order = KeyOrder.Compare(x.Key, y.Key);
            return order != 0 ? order : x.Place.CompareTo(y.Place);
        }
    }
}

/// <param name="Objects">Keys that are in no group.</param>
/// <param name="Groups">S3's common prefixes.</param>
/// <param name="Next">What the next page begins after; null when this one is the last.</param>
internal sealed record ObjectPage(IReadOnlyList<ObjectEntry> Objects, IReadOnlyList<string> Groups, string? Next);

/// <summary>Orders text as its UTF-8 bytes would be, which differs from UTF-16's order above U+FFFF.</summary>
internal static class KeyOrder
{
    public static int Compare(string x, string y)
    {
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length)
        {
            return x.Length.CompareTo(y.Length);
        }

        var (a, b) = (x[common], y[common]);
        return char.IsSurrogate(a) != char.IsSurrogate(b) && a >= 0xD800 && b >= 0xD800
            ? char.IsSurrogate(a).CompareTo(char.IsSurrogate(b))
            : a.CompareTo(b);
    }
}
