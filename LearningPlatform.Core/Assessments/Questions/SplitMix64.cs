namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>
/// Sebastiano Vigna's SplitMix64 (https://prng.di.unimi.it/splitmix64.c, public domain), with Lemire's multiplication for numbers below a
/// bound and Fisher–Yates for permutations. An attempt is shuffled again each time it is shown, so the sequence must never change: that of
/// <see cref="Random"/> may, with any version of .NET. Its seeds come from a cryptographic generator and are never shown.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A seed for one question of an attempt.</summary>
    public static ulong SeedFor(long attemptSeed, Guid questionId)
    {
        Span<byte> bytes = stackalloc byte[16];
        questionId.TryWriteBytes(bytes, bigEndian: true, out _);
        var high = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var low = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        return unchecked((ulong)attemptSeed) ^ high ^ ulong.RotateLeft(low, 32);
    }

    public ulong Next()
    {
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>0 to <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    public List<T> Shuffle<T>(IEnumerable<T> source)
    {
        List<T> items = [.. source];
        for (var last = items.Count - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }

        return items;
    }
}
