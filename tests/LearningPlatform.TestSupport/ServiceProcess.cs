using System.Diagnostics;
using System.Reflection;
using LearningPlatform.Api.Catalog;
using LearningPlatform.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.TestSupport;

/// <summary>A service as a process of its own, so that it can be killed like one, and started again at the same address.</summary>
public sealed class ServiceProcess : IDisposable
{
    private readonly ProcessStartInfo _start;
    private Process? _process;

    /// <param name="service">The service's assembly, which the test project references.</param>
    /// <param name="settings">Configuration, with colons in its names.</param>
    public ServiceProcess(Assembly service, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(settings);
        Address = new($"http://127.0.0.1:{FreePort.Next()}");
        _start = new ProcessStartInfo("dotnet", [service.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _start.Environment["ASPNETCORE_URLS"] = Address.GetLeftPart(UriPartial.Authority);
        _start.Environment["ASPNETCORE_ENVIRONMENT"] = "Testing";
        foreach (var (name, value) in settings)
        {
            _start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>The connection strings of an Api of the tests, for a service that works on the same stores and asks it for its keys.</summary>
    public static Dictionary<string, string?> SettingsOf(ApiFactory api)
    {
        ArgumentNullException.ThrowIfNull(api);
        var configuration = api.Services.GetRequiredService<IConfiguration>();
        var settings = ((string[])[Connections.Learning, Connections.Study, Connections.Redis, Connections.Storage])
            .ToDictionary(name => $"ConnectionStrings:{name}", name => configuration.GetConnectionString(name), StringComparer.Ordinal);
        settings["services:api:http:0"] = api.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority);
        return settings;
    }

    /// <summary>The connection strings of these stores, for a service without an Api beside it.</summary>
    public static Dictionary<string, string?> SettingsOf(string database, string redis, string storage) => new(StringComparer.Ordinal)
    {
        [$"ConnectionStrings:{Connections.Learning}"] = database,
        [$"ConnectionStrings:{Connections.Study}"] = StudyDatabase.For(database),
        [$"ConnectionStrings:{Connections.Redis}"] = redis,
        [$"ConnectionStrings:{Connections.Storage}"] = storage,
    };

    /// <summary>An Api, not started yet. Tokens of an <see cref="ApiFactory"/> on the same database are good there.</summary>
    public static ServiceProcess Api(string database, string redis, string storage) => new(
        typeof(CourseRequest).Assembly,
        new Dictionary<string, string?>(SettingsOf(database, redis, storage), StringComparer.Ordinal)
        {
            ["Identity:KeyEncryptionKey"] = ApiFactory.KeyEncryptionKey,
            ["Identity:PasswordIterations"] = ApiFactory.PasswordIterations,
            ["Admin:Email"] = "admin@example.com",
            ["Admin:Password"] = ApiFactory.AdminPassword,
        });

    public void Start()
    {
        _process = Process.Start(_start)!;
        // Read and dropped: a full pipe would stop it.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        Start();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await IsReadyAsync(timeout.Token))
        {
            await Task.Delay(50, timeout.Token);
        }
    }

    /// <summary>SIGKILL: nothing of it gets to clean up.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM: it may finish what it does.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]);
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            Kill();
        }

        _process?.Dispose();
        Client.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
