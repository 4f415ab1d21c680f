using BenchmarkDotNet.Attributes;
using LearningPlatform.Core;

namespace LearningPlatform.MicroBench;

/// <summary>Making and reading a cursor.</summary>
[MemoryDiagnoser]
public class CursorBenchmarks
{
    private readonly Guid _id = Guid.CreateVersion7();
    private string _cursor = "";

    [GlobalSetup]
    public void Setup() => _cursor = Encode();

    [Benchmark]
    public string Encode() => Cursor.Encode("2026-11-21 09:00:00.123456+00", _id);

    [Benchmark]
    public bool TryDecode() => Cursor.TryDecode(_cursor, out _);
}
