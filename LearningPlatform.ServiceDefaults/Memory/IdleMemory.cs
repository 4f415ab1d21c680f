using System.Runtime;
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

    /// <summary>Methods compiled since the last time: compiling reads the assemblies and leaves free native memory behind.</summary>
    private const int WorthItMethods = 100;

    private TimeSpan _used;
    private long _allocated = -WorthIt;
    private long _compiled;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (WasIdle())
            {
                Release();
            }
        }
    }

    private void Release()
    {
        var worthIt = long.Max(WorthIt, GC.GetTotalMemory(forceFullCollection: false) / WorthItShare);
        var collects = GC.GetTotalAllocatedBytes() - _allocated > worthIt;
        if (collects)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _allocated = GC.GetTotalAllocatedBytes();
        }

        var compiled = JitInfo.GetCompiledMethodCount();
        if (collects || compiled - _compiled > WorthItMethods)
        {
            NativeHeap.Trim();
            AssemblyImages.Release();
            _compiled = compiled;
        }
    }

    private bool WasIdle()
    {
        var used = Environment.CpuUsage.TotalTime;
        var idle = used - _used < Interval * IdleShare;
        _used = used;
        return idle;
    }
}
