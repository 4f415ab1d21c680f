using Microsoft.Extensions.Hosting;

namespace LearningPlatform.ServiceDefaults.Memory;

/// <summary>
/// Gives memory back while the service has nothing to do. The collector works when a budget is used up, which an idle service never does: what
/// its start, or the last rush, has left behind would stay resident for good. Under load this does nothing.
/// </summary>
internal sealed class IdleMemory(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Idle is who uses less of one core than this, over a whole interval.</summary>
    private const double IdleShare = 0.2;

    /// <summary>
    /// Bytes allocated since the last time; for less a collection (some 20 ms of everybody's time) is not worth it. With much that stays, such
    /// as many open sockets, it takes the longer, so that more has to come together.
    /// </summary>
    private const long WorthIt = 4 * 1024 * 1024;

    private const int WorthItShare = 2;

    private TimeSpan _used;
    private long _allocated = -WorthIt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var worthIt = long.Max(WorthIt, GC.GetTotalMemory(forceFullCollection: false) / WorthItShare);
            if (WasIdle() && GC.GetTotalAllocatedBytes() - _allocated > worthIt)
            {
                Release();
                _allocated = GC.GetTotalAllocatedBytes();
            }
        }
    }

    private static void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }

    private bool WasIdle()
    {
        var used = Environment.CpuUsage.TotalTime;
        var idle = used - _used < Interval * IdleShare;
        _used = used;
        return idle;
    }
}
