using System.Runtime.InteropServices;

namespace LearningPlatform.Embedded.ObjectStorage.Storage;

/// <summary>
/// Makes a folder's entries durable: without it a rename that was answered with success could be undone by a power failure.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Does nothing on Windows, whose file system journals renames and which opens no folders.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new DirectoryNotFoundException("A folder of the object store is gone.");
        }

        try
        {
            if (Sync(descriptor) != 0)
            {
                throw new IOException($"A folder could not be flushed to disk (error {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
