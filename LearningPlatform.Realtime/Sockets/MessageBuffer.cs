using System.Buffers;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>
/// A message while it comes in, of at most <paramref name="maxBytes"/>. Begins small, as nearly all messages are: buffers of the full length
/// would be too many for the pool to keep.
/// </summary>
internal sealed class MessageBuffer(int maxBytes) : IDisposable
{
    private const int UsualBytes = 4 * 1024;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(int.Min(UsualBytes, maxBytes));
    private int _length;

    /// <summary>What has come.</summary>
    public ReadOnlyMemory<byte> Message => _bytes.AsMemory(0, _length);

    /// <summary>Where the next bytes may go; never empty.</summary>
    public Memory<byte> Free => _bytes.AsMemory(_length, int.Min(_bytes.Length, maxBytes) - _length);

    /// <summary>Counts bytes that were written to <see cref="Free"/>. False when the message is too long: there is no room for its rest.</summary>
    public bool TryAdd(int count, bool isWhole)
    {
        _length += count;
        if (isWhole || _length < int.Min(_bytes.Length, maxBytes))
        {
            return true;
        }

        if (_length == maxBytes)
        {
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent(int.Min(_bytes.Length * 4, maxBytes));
        Message.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
        return true;
    }

    public void Clear() => _length = 0;

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
