using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using LearningPlatform.Core.Catalog;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace LearningPlatform.MicroBench;

/// <summary>The catalogue's cache: the copy in this process, and asking for what nobody has asked for before.</summary>
[MemoryDiagnoser]
public class CatalogCacheBenchmarks
{
    private const string Known = "list?limit=50";

    private readonly byte[] _page = new byte[25_000];
    private Process _server = null!;
    private ConnectionMultiplexer _redis = null!;
    private CatalogGeneration _generation = null!;
    private CatalogCache _cache = null!;
    private int _next;

    // BenchmarkDotNet does not await set-ups in its own process.
    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => CleanupAsync().GetAwaiter().GetResult();

    [Benchmark(Baseline = true)]
    public bool Hit() => _cache.TryGet(Known, out _);

    [Benchmark]
    public Task<CachedAnswer?> Miss() => _cache.GetAsync($"course{_next++}", Demand.Usual, LoadAsync, CancellationToken.None);

    [Benchmark]
    public Task<CachedAnswer?> RareMiss() => _cache.GetAsync($"list?cursor={_next++}", Demand.Rare, LoadAsync, CancellationToken.None);

    private async Task SetupAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        _server = Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", ""])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        _redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},connectRetry=20,abortConnect=false");
        _generation = new(_redis, TimeProvider.System, NullLogger<CatalogGeneration>.Instance);
        await _generation.StartAsync(CancellationToken.None);
        while (_generation.Current is null)
        {
            await Task.Delay(10);
        }

        _cache = new(_redis, _generation, TimeProvider.System, NullLogger<CatalogCache>.Instance);
        await _cache.GetAsync(Known, Demand.High, LoadAsync, CancellationToken.None);
    }

    private async Task CleanupAsync()
    {
        await _generation.StopAsync(CancellationToken.None);
        _redis.Dispose();
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    private Task<byte[]?> LoadAsync(CancellationToken cancellationToken) => Task.FromResult<byte[]?>(_page);
}
