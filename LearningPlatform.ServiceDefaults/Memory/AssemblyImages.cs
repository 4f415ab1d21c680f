using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace LearningPlatform.ServiceDefaults.Memory;

/// <summary>
/// The assemblies' files, which the runtime maps to read metadata and IL from, and a second time to run their precompiled code
/// (https://github.com/dotnet/runtime/issues/112901). A page that was read once stays with an idle process, though most serve the start alone.
/// </summary>
internal static partial class AssemblyImages
{
    private const string Mappings = "/proc/self/smaps";

    /// <summary>More than a line of <see cref="Mappings"/> has, paths included.</summary>
    private const int BufferBytes = 32 * 1024;

    /// <summary><c>MADV_DONTNEED</c> of Linux.</summary>
    private const int DontNeed = 4;

    /// <summary>
    /// Takes the pages that hold nothing but the file out of this process. They stay in the system's cache, from which the next one who needs
    /// them gets them back in microseconds.
    /// </summary>
    public static void Release()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            using var mappings = new FileStream(Mappings, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            ReleaseFrom(mappings);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A container that hides it: the pages stay.
        }
    }

    private static void ReleaseFrom(FileStream mappings)
    {
        // Asked first: what these have mapped stays mapped, while other mappings might make room for something else meanwhile.
        var loaded = AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic)
            .Select(assembly => assembly.Location).ToHashSet(StringComparer.Ordinal);
        var buffer = new byte[BufferBytes];
        var (filled, range) = (0, default((nint, nuint)?));
        while (mappings.Read(buffer.AsSpan(filled)) is > 0 and var read)
        {
            var rest = buffer.AsSpan(0, filled + read);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                range = Follow(rest[..end], range, loaded);
            }

            rest.CopyTo(buffer);
            filled = rest.Length;
        }
    }

    /// <summary>Reads one line, and releases <paramref name="range"/> when it says that nobody has ever written into that.</summary>
    /// <returns>The range that the lines to come are about; null when it is of no concern.</returns>
    private static (nint Start, nuint Length)? Follow(
        ReadOnlySpan<byte> line, (nint Start, nuint Length)? range, HashSet<string> loaded)
    {
        if (line.StartsWith("Anonymous: "u8))
        {
            // Written pages of a private mapping would be lost: relocated code, a debugger's breakpoints.
            if (range is { } unwritten && line.EndsWith(" 0 kB"u8))
            {
                _ = Advise(unwritten.Start, unwritten.Length, DontNeed);
            }

            return null;
        }

        // start-end permissions offset device inode path; all other lines begin with a name and a colon.
        var (dash, path) = (line.IndexOf((byte)'-'), line.IndexOf((byte)'/'));
        if (dash <= 0 || path < dash || line[..dash].Contains((byte)':'))
        {
            return range;
        }

        var space = dash + line[dash..].IndexOf((byte)' ');
        var isReadOnly = line[space + 2] == (byte)'-';
        if (!isReadOnly || !loaded.Contains(Encoding.UTF8.GetString(line[path..])))
        {
            return null;
        }

        var start = nint.Parse(line[..dash], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (start, (nuint)(nint.Parse(line[(dash + 1)..space], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - start));
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
