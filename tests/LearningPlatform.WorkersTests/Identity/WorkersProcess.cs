using System.Diagnostics;
using LearningPlatform.ServiceDefaults;
using LearningPlatform.Workers.Identity;

namespace LearningPlatform.WorkersTests.Identity;

/// <summary>Workers as a process of its own, so that it can be killed like one.</summary>
internal sealed class WorkersProcess : IDisposable
{
    private readonly Process _process;

    public WorkersProcess(string database, string redis, string storage)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(DataRequestWork).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[$"ConnectionStrings__{Connections.Learning}"] = database;
        start.Environment[$"ConnectionStrings__{Connections.Study}"] = StudyDatabase.For(database);
        start.Environment[$"ConnectionStrings__{Connections.Redis}"] = redis;
        start.Environment[$"ConnectionStrings__{Connections.Storage}"] = storage;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["services__api__http__0"] = "http://127.0.0.1:9";
        start.Environment["Mail__Sender"] = "mailbox";
        _process = Process.Start(start)!;
        // Read and dropped: a full pipe would stop it.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

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
    }
}
