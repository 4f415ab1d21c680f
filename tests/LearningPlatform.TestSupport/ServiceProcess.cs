using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LearningPlatform.ServiceDefaults;

namespace LearningPlatform.TestSupport;

/// <summary>A service as it is shipped: a process of its own, always on the same port, which can be killed and started again.</summary>
public sealed class ServiceProcess : IDisposable
{
    private readonly string _assembly;
    private readonly Dictionary<string, string> _settings;
    private Process? _process;

    private ServiceProcess(string assembly, string database, string redis, string storage, IEnumerable<KeyValuePair<string, string>> settings)
    {
        _assembly = Path.Combine(AppContext.BaseDirectory, assembly);
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        _settings = new(StringComparer.Ordinal)
        {
            [$"ConnectionStrings__{Connections.Learning}"] = database,
            [$"ConnectionStrings__{Connections.Redis}"] = redis,
            [$"ConnectionStrings__{Connections.Study}"] = StudyDatabase.For(database),
            [$"ConnectionStrings__{Connections.Storage}"] = storage,
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["ASPNETCORE_ENVIRONMENT"] = "Testing",
            ["Logging__LogLevel__Default"] = "Error",
        };
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }

        Client = new HttpClient { BaseAddress = address };
    }

    /// <summary>Asks this process.</summary>
    public HttpClient Client { get; }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Its process id; another one after each start.</summary>
    public int Id => _process!.Id;

    /// <summary>An Api, not started yet. Its tokens are those of an <see cref="ApiFactory"/> on the same database.</summary>
    public static ServiceProcess Api(string database, string redis, string storage, params KeyValuePair<string, string>[] settings) => new(
        "LearningPlatform.Api.dll", database, redis, storage,
        [
            new("Identity__KeyEncryptionKey", ApiFactory.KeyEncryptionKey),
            new("Identity__PasswordIterations", ApiFactory.PasswordIterations),
            new("Admin__Email", "admin@example.com"),
            new("Admin__Password", ApiFactory.AdminPassword),
            .. settings,
        ]);

    /// <summary>Workers, not started yet. Mail stays in the mailbox unless <paramref name="settings"/> say otherwise.</summary>
    public static ServiceProcess Workers(string database, string redis, string storage, params KeyValuePair<string, string>[] settings) => new(
        "LearningPlatform.Workers.dll", database, redis, storage,
        [new("Mail__Sender", "mailbox"), new("services__api__http__0", "http://127.0.0.1:9"), .. settings]);

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [_assembly])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
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

    /// <summary>As <c>kill -9</c> does: nothing of it gets to clean up.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Resident memory in bytes, as the kernel counts it.</summary>
    public long ResidentBytes() => File.ReadLines($"/proc/{Id}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024)
        .Single();

    public void Dispose()
    {
        if (IsRunning)
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
