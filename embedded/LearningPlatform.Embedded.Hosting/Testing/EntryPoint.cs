using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost's Main for a test, on a thread of its own: Main's builder is handed to the test before it is built, and the
/// app instead of being run.
/// </summary>
internal sealed class EntryPoint(Assembly assembly, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
{
    private static readonly AsyncLocal<EntryPoint?> CurrentEntryPoint = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _app = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The one whose Main runs on this thread.</summary>
    public static EntryPoint? Current => CurrentEntryPoint.Value;

    public Task Disposed => _disposed.Task;

    public Task<DistributedApplicationBuilder> StartAsync(CancellationToken cancellationToken)
    {
        new Thread(RunMain) { IsBackground = true, Name = $"Main of {assembly.GetName().Name}" }.Start();
        return _builder.Task.WaitAsync(cancellationToken);
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.TrySetResult();
        return _app.Task.WaitAsync(cancellationToken);
    }

    public IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options)
    {
        options.AssemblyName ??= assembly.GetName().Name;
        options.Args = [.. options.Args ?? [], .. args.Except(options.Args ?? [], StringComparer.Ordinal)];
        options.EntryPoint = this;
        return TestingDefaults.CreateBuilder(options, configure);
    }

    public void WaitUntilBuildIsAllowed(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _mayBuild.Task.GetAwaiter().GetResult();
    }

    public void OnBuilt(DistributedApplication app) => _app.TrySetResult(app);

    public void OnDisposed()
    {
        _mayBuild.TrySetCanceled();
        _disposed.TrySetResult();
    }

    private void RunMain()
    {
        CurrentEntryPoint.Value = this;
        try
        {
            var main = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no entry point.");
            main.Invoke(null, main.GetParameters().Length == 0 ? null : [args]);
            Fail(new InvalidOperationException($"The entry point of {assembly.GetName().Name} ended without building an app."));
        }
        catch (TargetInvocationException e)
        {
            Fail(e.InnerException ?? e);
        }
    }

    private void Fail(Exception exception)
    {
        _builder.TrySetException(exception);
        _app.TrySetException(exception);
    }
}

/// <summary>What every test's builder has: free ports, no dashboard, temporary data.</summary>
internal static class TestingDefaults
{
    public static DistributedApplicationBuilder CreateBuilder(
        DistributedApplicationOptions options, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        options.DisableDashboard = true;
        options.Testing = true;
        configure(options, settings);
        return new DistributedApplicationBuilder(options, settings);
    }
}
