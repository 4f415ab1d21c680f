namespace LearningPlatform.ServiceDefaults.Metrics;

/// <summary>One line (or, for histograms, one block) of a family: its labels and its numbers.</summary>
internal abstract class Series(string labels)
{
    /// <summary>What stands between the braces; empty for none.</summary>
    public string Labels => labels;

    /// <summary>The scrape that an observable instrument last reported it in.</summary>
    public long SeenIn { get; set; }

    public abstract void Record(double value);

    /// <summary>Adds without a lock: two requests at once on one series are rare, so the loop seldom turns twice.</summary>
    protected static void Add(ref double target, double value)
    {
        var seen = Volatile.Read(ref target);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref target, seen + value, seen);
            if (before.Equals(seen))
            {
                return;
            }

            seen = before;
        }
    }
}

/// <summary>A sum of what was recorded, or the value recorded last.</summary>
internal sealed class NumberSeries(string labels, bool isSum) : Series(labels)
{
    private double _value;

    public double Value => Volatile.Read(ref _value);

    public override void Record(double value)
    {
        if (isSum)
        {
            Add(ref _value, value);
        }
        else
        {
            Volatile.Write(ref _value, value);
        }
    }
}

/// <summary>How many of the recorded values fell into which range.</summary>
internal sealed class HistogramSeries(string labels, double[] bounds) : Series(labels)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    /// <summary>The upper bounds, without infinity.</summary>
    public ReadOnlySpan<double> Bounds => bounds;

    /// <summary>Values for each bound and, last, those above all; not cumulative.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    public double Sum => Volatile.Read(ref _sum);

    public override void Record(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Add(ref _sum, value);
    }
}
