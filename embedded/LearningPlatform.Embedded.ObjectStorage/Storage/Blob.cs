using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace LearningPlatform.Embedded.ObjectStorage.Storage;

/// <summary>
/// An open stored file: content, then <see cref="ObjectMetadata"/> as JSON, then a footer of the JSON's length (4 bytes,
/// little-endian) and a mark. One file is one unit: content and metadata change together or not at all. A blob that is
/// open stays readable when its file is replaced or deleted.
/// </summary>
internal sealed class Blob : IDisposable
{
    public const int FooterSize = 12;
    private const int MaxMetadata = 64 * 1024;

    private readonly SafeFileHandle _file;

    private Blob(SafeFileHandle file, ObjectMetadata metadata) => (_file, Metadata) = (file, metadata);

    public static ReadOnlySpan<byte> Mark => "LPBLOB01"u8;

    public ObjectMetadata Metadata { get; }

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file is not one that this store has written whole.</exception>
    public static Blob? TryOpen(string path)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            return new Blob(file, ReadMetadata(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken ct) =>
        RandomAccess.ReadAsync(_file, buffer, offset, ct);

    public void Dispose() => _file.Dispose();

    private static ObjectMetadata ReadMetadata(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var footer = new byte[FooterSize];
        if (length < FooterSize || !ReadExactly(file, footer, length - FooterSize) || !footer.AsSpan(4).SequenceEqual(Mark))
        {
            throw new InvalidDataException("A stored file has no footer.");
        }

        var size = BinaryPrimitives.ReadInt32LittleEndian(footer);
        if (size is < 2 or > MaxMetadata || size > length - FooterSize)
        {
            throw new InvalidDataException("A stored file's footer is damaged.");
        }

        var (json, contentSize) = (new byte[size], length - FooterSize - size);
        var metadata = ReadExactly(file, json, contentSize) ? JsonSerializer.Deserialize(json, StorageJson.Default.ObjectMetadata) : null;
        return metadata?.Size == contentSize ? metadata : throw new InvalidDataException("A stored file's size is not the recorded one.");
    }

    private static bool ReadExactly(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            var count = RandomAccess.Read(file, buffer, offset);
            if (count == 0)
            {
                return false;
            }

            buffer = buffer[count..];
            offset += count;
        }

        return true;
    }
}
