namespace LearningPlatform.Workers.Events;

/// <summary>Deliveries that wait in this process for their next try. Not safe for concurrent use: the loop owns it.</summary>
internal sealed class WaitingDeliveries(TimeProvider time)
{
    private readonly PriorityQueue<Waiting, DateTimeOffset> _queue = new();
    private readonly Dictionary<string, Waiting> _byReceipt = new(StringComparer.Ordinal);

    public int Count => _byReceipt.Count;

    public IReadOnlyCollection<Delivery> All => [.. _byReceipt.Values.Select(waiting => waiting.Delivery)];

    public bool Contains(string receipt) => _byReceipt.ContainsKey(receipt);

    public void Add(Waiting waiting, TimeSpan delay)
    {
        if (_byReceipt.TryAdd(waiting.Delivery.Receipt, waiting))
        {
            _queue.Enqueue(waiting, time.GetUtcNow() + delay);
        }
    }

    /// <summary>Removes and returns those whose time has come.</summary>
    public List<Waiting> TakeDue()
    {
        var due = new List<Waiting>();
        while (_queue.TryPeek(out var waiting, out var at) && at <= time.GetUtcNow())
        {
            _queue.Dequeue();
            _byReceipt.Remove(waiting.Delivery.Receipt);
            due.Add(waiting);
        }

        return due;
    }

    /// <summary>How long until the next one is due, at most <paramref name="most"/>.</summary>
    public TimeSpan UntilNext(TimeSpan most)
    {
        if (!_queue.TryPeek(out _, out var at))
        {
            return most;
        }

        var left = at - time.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < most ? left : most;
    }
}

/// <summary>A delivery, how often it has failed, and how often it had to let an earlier one pass.</summary>
internal sealed record Waiting(Delivery Delivery, int Tries = 0, int Deferrals = 0);
