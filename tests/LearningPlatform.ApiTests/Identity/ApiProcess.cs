using System.Diagnostics;
using System.Net.Sockets;
using LearningPlatform.Api.Catalog;
using LearningPlatform.ServiceDefaults;

namespace LearningPlatform.ApiTests.Identity;

/// <summary>The Api as a process of its own, so that it can be killed like one.</summary>
internal sealed class ApiProcess : IDisposable
{
    private readonly Process _process;

    private ApiProcess(string database, string redis, string storage)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [typeof(CourseRequest).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[$"ConnectionStrings__{Connections.Learning}"] = database;
        start.Environment[$"ConnectionStrings__{Connections.Study}"] = StudyDatabase.For(database);
        start.Environment[$"ConnectionStrings__{Connections.Redis}"] = redis;
        start.Environment[$"ConnectionStrings__{Connections.Storage}"] = storage;
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Testing";
        start.Environment["Identity__KeyEncryptionKey"] = "a key for tests that is long enough to be taken";
        start.Environment["Identity__PasswordIterations"] = "1000";
        start.Environment["Admin__Email"] = "admin@example.com";
        start.Environment["Admin__Password"] = ApiFactory.AdminPassword;
        _process = Process.Start(start)!;
        // Read and dropped: a full pipe would stop it.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public HttpClient Client { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<ApiProcess> StartAsync(string database, string redis, string storage)
    {
        var api = new ApiProcess(database, redis, storage);
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await api.IsReadyAsync(timeout.Token))
        {
            await Task.Delay(50, timeout.Token);
        }

        return api;
    }

    /// <summary>SIGKILL: nothing of it gets to clean up.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
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
