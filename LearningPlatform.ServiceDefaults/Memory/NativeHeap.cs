using System.Runtime.InteropServices;

namespace LearningPlatform.ServiceDefaults.Memory;

/// <summary>The C library's heap, in which the runtime compiles code. glibc keeps what was freed, in case it is needed again.</summary>
internal static partial class NativeHeap
{
    /// <summary>Returns what is free to the system.</summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Trim(0);
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // Not glibc; musl returns memory by itself.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
