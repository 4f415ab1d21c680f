using System.Diagnostics;
using System.Globalization;

namespace LearningPlatform.EngineTests;

/// <summary>What the machine says of processes, apart from the engine.</summary>
internal static class Processes
{
    /// <summary>As <c>kill -9</c>.</summary>
    public static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }

    public static bool IsRunning(int processId) =>
        File.Exists($"/proc/{processId}/stat") && File.ReadAllText($"/proc/{processId}/stat").Split(") ")[^1][0] is not ('Z' or 'X');

    public static string UserOf(int processId) =>
        File.ReadLines($"/proc/{processId}/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];

    public static IReadOnlyList<int> ChildrenOf(int processId) => [.. Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!))
        .Where(id => IsRunning(id) && File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ')[1] == $"{processId}")];

    /// <summary>The addresses, in the kernel's notation, that something listens on at the port.</summary>
    public static IReadOnlyList<string> ListeningAddresses(int port)
    {
        const string Listening = "0A";
        var atPort = port.ToString("X4", CultureInfo.InvariantCulture);
        return [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(p => p.Length > 3 && p[3] == Listening && p[1].EndsWith($":{atPort}", StringComparison.Ordinal))
            .Select(p => p[1].Split(':')[0])];
    }
}
