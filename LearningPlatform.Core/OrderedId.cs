namespace LearningPlatform.Core;

/// <summary>
/// The ids of everything that is stored. Lists and histories go by them, and an ordinary UUIDv7 knows only the millisecond: two things that
/// are made within one would change places. Here the 12 bits behind the milliseconds count their fractions, as RFC 9562 (6.2, method 3)
/// allows.
/// </summary>
public static class OrderedId
{
    private const int FractionsPerMillisecond = 1 << 12;

    /// <summary>A UUIDv7 that is greater than those of at least a quarter of a microsecond before.</summary>
    public static Guid At(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);
        var fraction = now.Ticks % TimeSpan.TicksPerMillisecond * FractionsPerMillisecond / TimeSpan.TicksPerMillisecond;
        bytes[6] = (byte)((bytes[6] & 0xF0) | (int)(fraction >> 8));
        bytes[7] = (byte)fraction;
        return new(bytes, bigEndian: true);
    }
}
