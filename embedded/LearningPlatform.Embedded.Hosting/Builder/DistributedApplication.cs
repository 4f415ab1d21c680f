using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>A built app model, ready to run.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Testing.EntryPoint? _entryPoint;

    internal DistributedApplication(IHost host, Testing.EntryPoint? entryPoint)
    {
        _host = host;
        _entryPoint = entryPoint;
    }

    public IServiceProvider Services => _host.Services;

    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) =>
        Testing.EntryPoint.Current is { } entryPoint ? entryPoint.CreateBuilder(options) : new DistributedApplicationBuilder(options);

    /// <summary>Runs until the process is told to stop. What is wrong with the machine is said in one line, with exit code 1.</summary>
    public void Run()
    {
        try
        {
            RunAsync().GetAwaiter().GetResult();
        }
        catch (DistributedApplicationException e) when (_entryPoint is null)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            Environment.ExitCode = 1;
        }
    }

    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_entryPoint is not null)
        {
            // A test starts and stops the app; the AppHost's Main has nothing left to do but wait.
            await _entryPoint.Disposed;
            return;
        }

        await HostingAbstractionsHostExtensions.RunAsync(this, cancellationToken);
    }

    /// <summary>Starts every resource and returns; <see cref="ResourceNotifications"/> tells when each is healthy.</summary>
    /// <exception cref="DistributedApplicationException">Something is missing on this machine: a server, a free port, a built project.</exception>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    /// <summary>Stops every resource, each before those that it waited for.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _entryPoint?.OnDisposed();
        GC.SuppressFinalize(this);
    }
}
