using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LearningPlatform.Bench.Sockets;

/// <summary>How long messages took from their sender to each receiver; counted by whoever receives them.</summary>
internal sealed class Latencies
{
    private const int StepsPerMillisecond = 10;
    private static readonly byte[] Mark = "sent-at:"u8.ToArray();
    private readonly int[] _counts = new int[60_000 * StepsPerMillisecond];

    public long Received => _counts.Sum(count => (long)count);

    public static string TextNow() => string.Create(CultureInfo.InvariantCulture, $"sent-at:{Stopwatch.GetTimestamp()};");

    public void Clear() => Array.Clear(_counts);

    /// <summary>Counts it if it is a chat message of <see cref="TextNow"/>.</summary>
    public void Receive(ReadOnlySpan<byte> message)
    {
        var start = message.IndexOf(Mark);
        if (start < 0)
        {
            return;
        }

        var rest = message[(start + Mark.Length)..];
        var sentAt = long.Parse(Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)';')]), CultureInfo.InvariantCulture);
        var step = (int)(Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds * StepsPerMillisecond);
        Interlocked.Increment(ref _counts[int.Min(step, _counts.Length - 1)]);
    }

    /// <summary>Milliseconds within which this share of the messages arrived.</summary>
    public double Percentile(double share)
    {
        var wanted = Received * share;
        var seen = 0L;
        for (var step = 0; step < _counts.Length; step++)
        {
            seen += _counts[step];
            if (seen >= wanted)
            {
                return (double)(step + 1) / StepsPerMillisecond;
            }
        }

        return double.PositiveInfinity;
    }
}
