using System.Diagnostics;
using System.Globalization;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Ends the children of an earlier run that are still there.</summary>
internal static class Leftovers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // The system's start times are rounded, and shift a little when its clock is set.
    private static readonly TimeSpan StartTimeTolerance = TimeSpan.FromSeconds(3);

    /// <param name="file">Lines of process id, stop signal and start time, as <see cref="DataFolder.Remember"/> writes them.</param>
    public static void End(string file)
    {
        if (!File.Exists(file))
        {
            return;
        }

        foreach (var parts in File.ReadAllLines(file).Select(l => l.Split(' ')).Where(p => p.Length == 3))
        {
            var numbers = parts.Select(p => long.Parse(p, CultureInfo.InvariantCulture)).ToArray();
            End((int)numbers[0], (int)numbers[1], new DateTime(numbers[2], DateTimeKind.Utc));
        }

        File.Delete(file);
    }

    public static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void End(int processId, int stopSignal, DateTime started)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            if ((process.StartTime.ToUniversalTime() - started).Duration() > StartTimeTolerance)
            {
                return;
            }

            Posix.Signal(processId, stopSignal);
            if (!process.WaitForExit(Patience))
            {
                Posix.Signal(processId, Posix.SIGKILL);
                process.WaitForExit();
            }
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
