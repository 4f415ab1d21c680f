using LearningPlatform.Embedded.ObjectStorage.Payloads;

namespace LearningPlatform.Embedded.ObjectStorage.Storage;

/// <summary>A range of a stored object as the source of another one.</summary>
internal sealed class BlobPayload(Blob blob, long offset, long length) : IPayload
{
    private long _position;

    public long Length => length;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct)
    {
        var wanted = (int)Math.Min(buffer.Length, length - _position);
        if (wanted == 0)
        {
            return 0;
        }

        var count = await blob.ReadAsync(buffer[..wanted], offset + _position, ct);
        _position += count;
        return count > 0 ? count : throw new EndOfStreamException("A stored file is shorter than recorded.");
    }
}
