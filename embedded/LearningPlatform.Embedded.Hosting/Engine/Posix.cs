using System.Runtime.InteropServices;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>The few system calls and helper programs that .NET has no API for.</summary>
internal static partial class Posix
{
    public const int SIGINT = 2;
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;

    /// <summary>Linux has it, macOS doesn't.</summary>
    public static string? Setsid { get; } = FindProgram("setsid");

    public static bool IsRoot => Environment.IsPrivilegedProcess;

    /// <summary>Signals the process, and with it its whole group where it leads one.</summary>
    public static void Signal(int processId, int signal)
    {
        if (Setsid is null || Kill(-processId, signal) != 0)
        {
            _ = Kill(processId, signal);
        }
    }

    /// <summary>Gives a file or folder to another user; only root may.</summary>
    public static void GiveTo(string path, int userId, int groupId)
    {
        if (ChangeOwner(path, userId, groupId) != 0)
        {
            throw new IOException($"'{path}' could not be given to user {userId}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Where PATH has the program.</summary>
    public static string? FindProgram(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int userId, int groupId);
}
