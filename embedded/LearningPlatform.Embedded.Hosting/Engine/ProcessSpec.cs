using System.Diagnostics;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>A process to start.</summary>
internal sealed record ProcessSpec(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>What the AppHost was told, and its children must not be: its own addresses and parameters, and settings of its build and test tools.</summary>
    private static readonly string[] NotInherited =
        ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "HTTP_PORTS", "HTTPS_PORTS", "DOTNET_LAUNCH_PROFILE", "LEARNING_ADMIN_PASSWORD", "Parameters__", "MSBUILD", "VSTEST", "TESTINGPLATFORM", "COREHOST_"];

    /// <summary>What a store's program needs of the machine's environment.</summary>
    private static readonly string[] Essential = ["PATH", "LANG", "TZ", "TMPDIR"];

    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the process gets the AppHost's environment as well.</summary>
    public bool InheritsEnvironment { get; init; } = true;

    /// <summary>Written to its standard input, which is closed then.</summary>
    public string? Input { get; init; }

    /// <summary>The signal that asks it to finish.</summary>
    public int StopSignal { get; init; } = Posix.SIGTERM;

    /// <summary>
    /// Starts in a session of its own where the machine can do that, so that Ctrl+C on the console reaches only the AppHost,
    /// which stops the others in order.
    /// </summary>
    public Process Start()
    {
        var info = new ProcessStartInfo(Posix.Setsid ?? FileName)
        {
            WorkingDirectory = WorkingDirectory ?? "",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false
        };
        if (Posix.Setsid is not null)
        {
            info.ArgumentList.Add(FileName);
        }

        foreach (var argument in Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        SetEnvironment(info.Environment);
        var process = Process.Start(info) ?? throw new InvalidOperationException($"'{FileName}' did not start.");
        process.StandardInput.Write(Input);
        process.StandardInput.Close();
        return process;
    }

    private void SetEnvironment(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.ToList())
        {
            var keep = InheritsEnvironment
                ? !NotInherited.Any(n => name.StartsWith(n, StringComparison.OrdinalIgnoreCase))
                : Essential.Contains(name, StringComparer.Ordinal);
            if (!keep)
            {
                environment.Remove(name);
            }
        }

        foreach (var (name, value) in Environment)
        {
            environment[name] = value;
        }
    }
}
