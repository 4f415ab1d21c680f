using System.Diagnostics;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>
/// A shell that ends the engine's children when the AppHost is killed without a chance to do it itself: the kernel closes the
/// pipe between them then. It stands in a session of its own, so a signal to the AppHost's group does not reach it.
/// </summary>
internal sealed class OrphanGuard : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Process? _shell;

    public void Start(string? temporaryFolder)
    {
        var script = new StreamReader(typeof(OrphanGuard).Assembly.GetManifestResourceStream("Engine/guard.sh")!).ReadToEnd();
        var info = new ProcessStartInfo(Posix.Setsid ?? "/bin/sh") { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var argument in Posix.Setsid is null ? ["-c", script] : new[] { "/bin/sh", "-c", script })
        {
            info.ArgumentList.Add(argument);
        }

        lock (_lock)
        {
            _shell = Process.Start(info);
        }

        if (temporaryFolder is not null)
        {
            Say($"folder {temporaryFolder}");
        }
    }

    public void Add(int processId, int signal) => Say($"add {processId} {signal}");

    public void Remove(int processId) => Say($"remove {processId}");

    public async ValueTask DisposeAsync()
    {
        Say("bye");
        if (_shell is not null)
        {
            await _shell.WaitForExitAsync();
            _shell.Dispose();
            _shell = null;
        }
    }

    private void Say(string line)
    {
        lock (_lock)
        {
            if (_shell is { HasExited: false })
            {
                _shell.StandardInput.Write($"{line}\n");
                _shell.StandardInput.Flush();
            }
        }
    }
}
