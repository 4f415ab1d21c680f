using System.Diagnostics;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>A child process: its output goes to the resource's log, and it never outlives the AppHost.</summary>
internal sealed class RunningProcess : IRunning
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly ProcessSpec _spec;
    private readonly EngineContext _engine;

    private RunningProcess(Process process, ProcessSpec spec, EngineContext engine)
    {
        _process = process;
        _spec = spec;
        _engine = engine;
        ProcessId = process.Id;
        Exited = WaitAsync();
    }

    public int? ProcessId { get; }

    public Task<int> Exited { get; }

    public static RunningProcess Start(LaunchContext context, ProcessSpec spec)
    {
        var process = spec.Start();
        context.Engine.Guard.Add(process.Id, spec.StopSignal);
        context.Engine.Data.Remember(process, spec.StopSignal);
        process.OutputDataReceived += (_, line) => Write(context, line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Write(context, line.Data, isError: true);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new RunningProcess(process, spec, context.Engine);
    }

    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            Posix.Signal(_process.Id, _spec.StopSignal);
        }

        try
        {
            await Exited.WaitAsync(StopTimeout);
        }
        catch (TimeoutException)
        {
            Posix.Signal(_process.Id, Posix.SIGKILL);
            await Exited;
        }
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        _engine.Guard.Remove(_process.Id);
        _engine.Data.Forget(_process.Id);
        var exitCode = _process.ExitCode;
        _process.Dispose();
        return exitCode;
    }

    private static void Write(LaunchContext context, string? line, bool isError)
    {
        if (!string.IsNullOrEmpty(line))
        {
            context.Log(line, isError);
        }
    }
}
