using System.Collections.Concurrent;
using System.Diagnostics;
using LearningPlatform.Embedded.Hosting;

namespace LearningPlatform.EngineTests;

/// <summary>tests/SampleAppHost as a process of its own, with its data in a temporary folder.</summary>
internal sealed class SampleHost : IAsyncDisposable
{
    private readonly string _data;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    /// <param name="data">The data folder of an earlier host; a new one when not given.</param>
    /// <param name="port">The service's; a free one when not given.</param>
    public SampleHost(string? data = null, int? port = null)
    {
        _data = data ?? Directory.CreateTempSubdirectory("engine-test-").FullName;
        Port = port ?? Ports.Next();
        DashboardPort = Ports.Next();
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "..", "..", "SampleAppHost", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "SampleAppHost.dll"));
        info.ArgumentList.Add($"--LEARNING_API_PORT={Port}");
        info.Environment["LEARNING_DATA"] = _data;
        info.Environment["ASPNETCORE_URLS"] = $"http://localhost:{DashboardPort}";
        _process = Process.Start(info)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; }

    public int DashboardPort { get; }

    public string Data => _data;

    public string Output => string.Join('\n', _output);

    /// <summary>The processes that it has started and that still run: at least the two stores and the service once it is healthy.</summary>
    public IReadOnlyList<int> Children => [.. File.ReadAllLines(Path.Combine(_data, "processes"))
        .Select(l => int.Parse(l.Split(' ')[0])).Where(Processes.IsRunning)];

    public int ProcessId => _process.Id;

    public async Task HealthyAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{Port}") };
        await UntilAsync(async () => !_process.HasExited && await IsHealthyAsync(client), () => $"The host is not healthy:\n{Output}");
    }

    /// <summary>The line that the console shows once everything is up, with the address that opens the dashboard.</summary>
    public async Task<Uri> DashboardAsync()
    {
        await UntilAsync(() => Task.FromResult(Output.Contains("/login?t=", StringComparison.Ordinal)), () => $"No dashboard:\n{Output}");
        return new Uri(Output.Split(' ', '\n').First(w => w.Contains("/login?t=", StringComparison.Ordinal)));
    }

    public void Kill() => _process.Kill();

    public void Terminate() => Posix.Signal(_process.Id, Posix.SIGTERM);

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return _process.ExitCode;
    }

    /// <summary>Asks again and again, for at most a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> message)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromMinutes(1), message());
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Terminate();
            await ExitAsync();
        }

        _process.Dispose();
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
