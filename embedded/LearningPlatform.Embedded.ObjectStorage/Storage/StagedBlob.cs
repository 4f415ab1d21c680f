using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using LearningPlatform.Embedded.ObjectStorage.Payloads;
using Microsoft.Win32.SafeHandles;

namespace LearningPlatform.Embedded.ObjectStorage.Storage;

/// <summary>
/// A stored file in the making, under a name of its own among the temporary files. It becomes visible in one rename after
/// it is safe on disk, and disappears when it is disposed before that.
/// </summary>
internal sealed class StagedBlob : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private long _length;
    private bool _published;

    public StagedBlob(string folder)
    {
        _path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        _file = File.OpenHandle(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous);
    }

    /// <summary>Writes a source to its end, which also checks it, and adds it to the digest.</summary>
    public async Task AppendAsync(IPayload source, ContentDigest digest, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var count = await FillAsync(source, buffer, ct); count > 0; count = await FillAsync(source, buffer, ct))
            {
                digest.Append(buffer.AsSpan(0, count));
                await RandomAccess.WriteAsync(_file, buffer.AsMemory(0, count), _length, ct);
                _length += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Adds the metadata and flushes the file to the disk.</summary>
    public async Task SealAsync(ObjectMetadata metadata, CancellationToken ct)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(metadata, StorageJson.Default.ObjectMetadata);
        var end = new byte[json.Length + Blob.FooterSize];
        json.CopyTo(end, 0);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(json.Length), json.Length);
        Blob.Mark.CopyTo(end.AsSpan(json.Length + 4));
        await RandomAccess.WriteAsync(_file, end, _length, ct);
        RandomAccess.FlushToDisk(_file);
    }

    /// <summary>Puts the sealed file in its place, over the one that may be there. The folder is not yet flushed.</summary>
    /// <exception cref="DirectoryNotFoundException">The place is gone.</exception>
    public void MoveTo(string path)
    {
        File.Move(_path, path, overwrite: true);
        _published = true;
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_published)
        {
            File.Delete(_path);
        }
    }

    // Fewer, larger writes than the network's pieces.
    private static async ValueTask<int> FillAsync(IPayload source, Memory<byte> buffer, CancellationToken ct)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var count = await source.ReadAsync(buffer[filled..], ct);
            if (count == 0)
            {
                break;
            }

            filled += count;
        }

        return filled;
    }
}
