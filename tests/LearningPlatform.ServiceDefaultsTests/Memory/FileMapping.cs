using System.Globalization;
using System.Runtime.InteropServices;

namespace LearningPlatform.ServiceDefaultsTests.Memory;

/// <summary>A file in this process's memory, as the runtime maps assemblies on Linux.</summary>
internal sealed partial class FileMapping : IDisposable
{
    private const int Readable = 1;
    private const int Writable = 2;
    private const int Shared = 1;
    private const int Private = 2;
    private readonly nint _start;
    private readonly nuint _length;

    private FileMapping(nint start, nuint length) => (_start, _length) = (start, length);

    public static int PageBytes => Environment.SystemPageSize;

    /// <summary>kB of it that are resident.</summary>
    public int ResidentKilobytes => int.Parse(
        File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.StartsWith($"{_start:x}-", StringComparison.Ordinal))
            .First(line => line.StartsWith("Rss:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Read only; what others write into the file is seen.</summary>
    public static FileMapping OpenShared(string path) => Open(path, Readable, Shared);

    /// <summary>Writable; what is written stays in this process.</summary>
    public static FileMapping OpenPrivate(string path) => Open(path, Readable | Writable, Private);

    public byte[] Read()
    {
        var bytes = new byte[_length];
        Marshal.Copy(_start, bytes, 0, bytes.Length);
        return bytes;
    }

    public void Write(int offset, byte value) => Marshal.WriteByte(_start, offset, value);

    public void MakeReadOnly() => Protect(_start, _length, Readable).ShouldBe(0);

    public void Dispose() => _ = Unmap(_start, _length);

    private static FileMapping Open(string path, int protection, int flags)
    {
        using var file = File.OpenHandle(path);
        var length = (nuint)RandomAccess.GetLength(file);
        var start = Map(0, length, protection, flags, file, 0);
        start.ShouldNotBe(-1);
        return new(start, length);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, SafeHandle file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
