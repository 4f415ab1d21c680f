using System.Globalization;
using System.Text;

namespace LearningPlatform.Bench;

/// <summary>The table.</summary>
internal sealed class Report(Options options)
{
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    public void AddHead()
    {
        Line($"{options.Connections} connections, medians of {options.Rounds} interleaved rounds of {options.Seconds} s each;");
        Line($"{Environment.ProcessorCount} cores shared with the load and the stores. Bare → platform.");
        Line("");
        Line("| work | requests/s, bare | platform | ratio | aim | p50 ms | p95 ms | p99 ms | CPU µs a request | resident MB |");
        Line("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    }

    public string Add(Result result)
    {
        var (bare, ours) = (result.Bare, result.Platform);
        var ratio = Median(ours, sample => sample.PerSecond) / Median(bare, sample => sample.PerSecond);
        var aim = result.Work.Aim is { } wanted ? $"≥ {wanted} {(ratio >= wanted ? "✓" : "✗")}" : "";
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Work.Name} | {Median(bare, sample => sample.PerSecond):N0} | {Median(ours, sample => sample.PerSecond):N0} "
            + $"| {ratio:F2} | {aim} | {Latency(0)} | {Latency(1)} | {Latency(2)} "
            + $"| {Pair(sample => sample.ProcessorMicroseconds, "F0")} | {Pair(sample => sample.ResidentMegabytes, "F0")} |");
        Line(row);
        return row;

        string Latency(int percentile) => Pair(sample => sample.Latencies[percentile].TotalMilliseconds, "F1");

        string Pair(Func<Sample, double> value, string format) =>
            $"{Median(bare, value).ToString(format, CultureInfo.InvariantCulture)} → {Median(ours, value).ToString(format, CultureInfo.InvariantCulture)}";
    }

    public void AddLogins(LoginCost cost)
    {
        Line("");
        Line("| | logins/s | login alone, ms | its hash, ms | share of time | CPU ms a login | its hash, CPU ms | share of CPU |");
        Line("|---|--:|--:|--:|--:|--:|--:|--:|");
        Line(string.Create(
            CultureInfo.InvariantCulture,
            $"| login | {cost.PerSecond:F1} | {cost.Login.TotalMilliseconds:F1} | {cost.Hash.TotalMilliseconds:F1} | {cost.Hash / cost.Login:F2} "
            + $"| {cost.LoginProcessorTime.TotalMilliseconds:F1} | {cost.HashProcessorTime.TotalMilliseconds:F1} "
            + $"| {cost.HashProcessorTime / cost.LoginProcessorTime:F2} |"));
    }

    public void AddClass(IEnumerable<ClassCost> costs)
    {
        Line("");
        Line("| a class of 1,000 | requests/s | p50 ms | p95 ms | p99 ms | aim | kB an answer |");
        Line("|---|--:|--:|--:|--:|--:|--:|");
        foreach (var cost in costs)
        {
            var met = cost.Latencies[1] < cost.Aim ? "✓" : "✗";
            Line(string.Create(
                CultureInfo.InvariantCulture,
                $"| {cost.Name} | {cost.PerSecond:N0} | {cost.Latencies[0].TotalMilliseconds:F1} | {cost.Latencies[1].TotalMilliseconds:F1} "
                + $"| {cost.Latencies[2].TotalMilliseconds:F1} | p95 < {cost.Aim.TotalMilliseconds:F0} {met} | {cost.Bytes / 1000.0:F1} |"));
        }
    }

    public void AddIdle(IEnumerable<(string Service, double Megabytes)> services)
    {
        Line("");
        Line("| service, idle | resident MB | aim |");
        Line("|---|--:|--:|");
        foreach (var (service, megabytes) in services)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"| {service} | {megabytes:F0} | < 100 {(megabytes < 100 ? "✓" : "✗")} |"));
        }
    }

    private void Line(string text) => _text.Append(text).Append('\n');

    private static double Median(IReadOnlyList<Sample> samples, Func<Sample, double> value)
    {
        var ordered = samples.Select(value).Order().ToArray();
        var middle = ordered.Length / 2;
        return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}
