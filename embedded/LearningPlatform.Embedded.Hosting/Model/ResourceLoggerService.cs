using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <param name="LineNumber">Counts from 1 for each resource.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>What the resources write to their consoles: the last lines are kept, new ones are told to whoever watches.</summary>
public class ResourceLoggerService
{
    private const int KeptLines = 1000;

    private readonly ConcurrentDictionary<string, Log> _logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Is told every line of every resource, as it comes.</summary>
    internal Action<string, LogLine>? OnLine { get; set; }

    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(resource.Name);

    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => GetAllAsync(resource.Name);

    /// <summary>The kept lines, then the new ones until the enumeration is cancelled (<c>WithCancellation</c>).</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => WatchAsync(resourceName, CancellationToken.None);

    /// <summary>The lines that are kept now.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask;
        yield return Of(resourceName).Snapshot();
    }

    internal async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var log = Of(resourceName);
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(KeptLines) { FullMode = BoundedChannelFullMode.DropOldest });
        var kept = log.Subscribe(channel.Writer);
        try
        {
            yield return kept;
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return [line];
            }
        }
        finally
        {
            log.Unsubscribe(channel.Writer);
        }
    }

    internal void Write(string resourceName, string content, bool isError)
    {
        var line = Of(resourceName).Append(content, isError);
        OnLine?.Invoke(resourceName, line);
    }

    /// <summary>The last lines, for a message that says why something failed.</summary>
    internal string Tail(string resourceName, int lines = 12) =>
        string.Join('\n', Of(resourceName).Snapshot().TakeLast(lines).Select(l => $"  {resourceName} | {l.Content}"));

    private Log Of(string resourceName) => _logs.GetOrAdd(resourceName, _ => new Log());

    private sealed class Log
    {
        private readonly Queue<LogLine> _lines = new();
        private readonly List<ChannelWriter<LogLine>> _subscribers = [];
        private int _count;

        public LogLine Append(string content, bool isError)
        {
            lock (_lines)
            {
                var line = new LogLine(++_count, content, isError);
                _lines.Enqueue(line);
                if (_lines.Count > KeptLines)
                {
                    _lines.Dequeue();
                }

                _subscribers.ForEach(s => s.TryWrite(line));
                return line;
            }
        }

        public LogLine[] Snapshot()
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }

        public LogLine[] Subscribe(ChannelWriter<LogLine> subscriber)
        {
            lock (_lines)
            {
                _subscribers.Add(subscriber);
                return [.. _lines];
            }
        }

        public void Unsubscribe(ChannelWriter<LogLine> subscriber)
        {
            lock (_lines)
            {
                _subscribers.Remove(subscriber);
            }
        }
    }
}
