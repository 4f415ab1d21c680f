namespace LearningPlatform.ServiceDefaults.Metrics;

/// <summary>
/// Finds the series of a measurement's tags without allocating: known tag lists are compared as they come, and only a new one is made
/// into labels. Bounded, since tags may hold what clients send.
/// </summary>
internal sealed class SeriesTable(Func<string, Series> create)
{
    /// <summary>Series a family may have; what comes later is counted together under <c>overflow="true"</c>.</summary>
    public const int MaxSeries = 1_000;

    private const int MaxTagLists = 4_000;

    /// <summary>Tags that say nothing here: a service speaks one scheme and protocol to its proxy.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "url.scheme", "network.protocol.version", "network.protocol.name", "network.transport", "network.type",
    };

    private readonly Lock _adding = new();
    private readonly Dictionary<string, Series> _byLabels = new(StringComparer.Ordinal);
    private readonly Series _overflow = create("overflow=\"true\"");

    /// <summary>Replaced as a whole when a tag list is added, so that reading needs no lock.</summary>
    private volatile Dictionary<int, Entry> _entries = [];

    public Series Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = Hash(tags);
        for (var entry = _entries.GetValueOrDefault(hash); entry is not null; entry = entry.Next)
        {
            if (Matches(entry.Tags, tags))
            {
                return entry.Series;
            }
        }

        return Add(hash, tags);
    }

    /// <summary>All series there are, those that are still empty not among them.</summary>
    public IReadOnlyList<Series> All()
    {
        lock (_adding)
        {
            return [.. _byLabels.Values];
        }
    }

    private Series Add(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_adding)
        {
            var labels = PrometheusNames.OfLabels(tags, Ignored);
            if (!_byLabels.TryGetValue(labels, out var series))
            {
                series = _byLabels.Count < MaxSeries ? create(labels) : _overflow;
                _byLabels[series.Labels] = series;
            }

            if (_entries.Count < MaxTagLists)
            {
                var entries = new Dictionary<int, Entry>(_entries);
                entries[hash] = new Entry(tags.ToArray(), series, entries.GetValueOrDefault(hash));
                _entries = entries;
            }

            return series;
        }
    }

    private static bool Matches(KeyValuePair<string, object?>[] known, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (known.Length != tags.Length)
        {
            return false;
        }

        for (var i = 0; i < known.Length; i++)
        {
            if (!string.Equals(known[i].Key, tags[i].Key, StringComparison.Ordinal) || !Equals(known[i].Value, tags[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Length and two characters of a text tell routes and methods apart well enough; equality decides.</summary>
    private static int Hash(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = tags.Length;
        foreach (var (_, value) in tags)
        {
            hash = (hash * 31) + value switch
            {
                string { Length: > 0 } text => (text.Length * 7919) + (text[^1] * 131) + text[text.Length / 2],
                int number => number,
                null => 0,
                _ => value.GetHashCode(),
            };
        }

        return hash;
    }

    private sealed record Entry(KeyValuePair<string, object?>[] Tags, Series Series, Entry? Next);
}
