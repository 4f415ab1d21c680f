using System.Diagnostics;
using System.Globalization;
using LearningPlatform.ServiceDefaults;

namespace LearningPlatform.WorkersTests.Events;

/// <summary>Workers as they are shipped: a process of its own, which can be killed.</summary>
internal sealed class WorkersProcess(string database, string redis, string storage) : IDisposable
{
    private Process? _process;

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LearningPlatform.Workers.dll")])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                [$"ConnectionStrings__{Connections.Learning}"] = database,
                [$"ConnectionStrings__{Connections.Study}"] = StudyDatabase.For(database),
                [$"ConnectionStrings__{Connections.Redis}"] = redis,
                [$"ConnectionStrings__{Connections.Storage}"] = storage,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Logging__LogLevel__Default"] = "Error",
                ["Events__ClaimAfter"] = "00:00:03",
                ["Events__OverdueAfter"] = "00:00:03",
            },
        };
        _process = Process.Start(start);
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Resident memory in bytes, as the kernel counts it.</summary>
    public long ResidentBytes() => File.ReadLines($"/proc/{_process!.Id}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024)
        .Single();

    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }
    }
}
