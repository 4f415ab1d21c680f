using System.Collections.Concurrent;

namespace LearningPlatform.ServiceDefaultsTests.Support;

internal sealed record LogLine(string Category, LogLevel Level, string Message, Exception? Exception, IReadOnlyList<string> Scopes);

/// <summary>Keeps what a service logs.</summary>
internal sealed class LogRecorder(ConcurrentQueue<LogLine> lines) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Recorder(LogRecorder owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            owner._scopes.ForEachScope((scope, list) => list.Add(scope?.ToString() ?? ""), scopes);
            owner.Lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), exception, scopes));
        }
    }

    private ConcurrentQueue<LogLine> Lines { get; } = lines;
}
