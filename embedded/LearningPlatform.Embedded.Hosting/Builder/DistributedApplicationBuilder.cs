using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using LearningPlatform.Embedded.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <inheritdoc cref="IDistributedApplicationBuilder"/>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    /// <summary>The assembly metadata that holds the AppHost's project folder, as Aspire's SDK writes it.</summary>
    private const string ProjectPathMetadata = "AppHostProjectPath";

    private readonly HostApplicationBuilder _host;
    private readonly DistributedApplicationOptions _options;

    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
        : this(options, new HostApplicationBuilderSettings())
    {
    }

    internal DistributedApplicationBuilder(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        _options = options;
        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        AppHostDirectory = options.ProjectDirectory ?? ProjectPathOf(AppHostAssembly) ?? Directory.GetCurrentDirectory();
        settings.Args ??= options.Args;
        settings.ApplicationName ??= AppHostAssembly?.GetName().Name;
        settings.ContentRootPath ??= AppHostDirectory;
        settings.EnvironmentName ??= System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Development;
        _host = new HostApplicationBuilder(settings);
        _host.Logging.ClearProviders();
        Data = new DataFolder(Configuration["LEARNING_DATA"], AppHostDirectory, options.Testing);
        Configuration.AddInMemoryCollection(Data.Secrets.Select(s => KeyValuePair.Create($"Parameters:{s.Key}", (string?)s.Value)));
        AddServices();
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();

    public IResourceCollection Resources { get; } = new ResourceCollection();

    internal DataFolder Data { get; }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (Resources.TryGetByName(resource.Name, out var other))
        {
            throw new DistributedApplicationException(
                $"Cannot add resource of type '{typeof(T).Name}' with name '{resource.Name}' because resource of type '{other.GetType().Name}' with that name already exists.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        _options.EntryPoint?.WaitUntilBuildIsAllowed(this);
        var app = new DistributedApplication(_host.Build(), _options.EntryPoint);
        _options.EntryPoint?.OnBuilt(app);
        return app;
    }

    private void AddServices()
    {
        Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMinutes(1));
        Services.AddHttpClient();
        Services.AddHealthChecks();
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton(s => new ResourceNotificationService(s.GetRequiredService<ResourceLoggerService>(), s.GetRequiredService<DistributedApplicationModel>())
        {
            DefaultWaitBehavior = _options.DisableDashboard ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable
        });
        Services.AddSingleton(s => new EngineContext
        {
            Model = s.GetRequiredService<DistributedApplicationModel>(),
            Notifications = s.GetRequiredService<ResourceNotificationService>(),
            Logs = s.GetRequiredService<ResourceLoggerService>(),
            Health = s.GetRequiredService<HealthCheckService>(),
            ExecutionContext = ExecutionContext,
            Data = Data,
            Time = s.GetRequiredService<TimeProvider>(),
            RandomizePorts = Configuration.GetValue("DcpPublisher:RandomizePorts", _options.Testing)
        });
        Services.AddSingleton<Orchestrator>();
        Services.AddSingleton(s => new ResourceCommandService(s.GetRequiredService<Orchestrator>().ExecuteAsync));
        AddRunning();
    }

    /// <summary>What runs, in the order of its start; it stops in reverse.</summary>
    private void AddRunning()
    {
        var dashboard = _options.DisableDashboard ? null : new DashboardAddress(Configuration["ASPNETCORE_URLS"], Configuration["AppHost:BrowserToken"]);
        if (dashboard is not null)
        {
            Services.AddSingleton<DashboardApi>();
            Services.AddHostedService(s => new DashboardServer(dashboard, s.GetRequiredService<DashboardApi>()));
        }

        Services.AddHostedService(s => s.GetRequiredService<Orchestrator>());
        if (!_options.Testing)
        {
            Services.AddHostedService(s => new ConsoleView(s.GetRequiredService<EngineContext>(), dashboard));
        }
    }

    private static string? ProjectPathOf(Assembly? assembly) => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(m => string.Equals(m.Key, ProjectPathMetadata, StringComparison.OrdinalIgnoreCase))?.Value;
}
