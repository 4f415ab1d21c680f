using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LearningPlatform.Bench;

/// <summary>A program under load, as a process of its own on a free port.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task _log;

    private Server(string name, Process process, Uri address, Task log)
    {
        (Name, _process, Address, _log) = (name, process, address, log);
    }

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>User and system time of the process so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident set size, in MB.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Starts a project that was built beside this one and waits until <paramref name="readyPath"/> answers 200.</summary>
    public static async Task<Server> StartAsync(
        string project,
        string readyPath,
        IReadOnlyDictionary<string, string> environment,
        string logFolder,
        CancellationToken cancellationToken,
        Version? httpVersion = null)
    {
        var ownOutput = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var output = Path.Combine(ownOutput.Parent!.Parent!.FullName, project, ownOutput.Name);
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(output, $"{project}.dll")])
        {
            WorkingDirectory = output,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_URLS"] = address.OriginalString;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var server = new Server(project, process, address, CopyAsync(process.StandardOutput, Path.Combine(logFolder, $"{project}.log")));
        try
        {
            await server.WaitUntilReadyAsync(readyPath, httpVersion ?? HttpVersion.Version11, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _log;
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(string path, Version httpVersion, CancellationToken cancellationToken)
    {
        using var client = new HttpClient
        {
            BaseAddress = Address,
            DefaultRequestVersion = httpVersion,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(path, cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It does not listen yet.
            }

            if (since.Elapsed > StartPatience)
            {
                throw new InvalidOperationException($"{Name} was not ready within {StartPatience.TotalSeconds} s; see its log.");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private static async Task CopyAsync(StreamReader output, string file)
    {
        await using var log = new StreamWriter(file);
        while (await output.ReadLineAsync() is { } line)
        {
            await log.WriteLineAsync(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
