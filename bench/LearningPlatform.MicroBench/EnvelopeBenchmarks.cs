using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BenchmarkDotNet.Attributes;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LearningPlatform.MicroBench;

/// <summary>A page of 50 courses in its envelope: serialised, and as a cached answer is sent.</summary>
[MemoryDiagnoser]
public class EnvelopeBenchmarks
{
    private Page<CourseSummary> _page = null!;
    private JsonTypeInfo<Page<CourseSummary>> _type = null!;
    private byte[] _json = null!;

    [GlobalSetup]
    public void Setup()
    {
        var now = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
        var course = new CourseSummary(
            Guid.CreateVersion7(), "Kubernetes in Production", "Run clusters that survive upgrades, noisy neighbours and bad days.",
            Difficulty.Advanced, CourseStatus.Published, ["kubernetes", "operations"], ["cluster-operations"], null, Guid.CreateVersion7(),
            "Ada Lovelace", null, 42, now, now, now);
        _page = new([.. Enumerable.Repeat(course, 50)], Cursor.Encode("2026-11-21 09:00:00+00", course.Id));
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        PlatformJson.Apply(options);
        _type = (JsonTypeInfo<Page<CourseSummary>>)options.GetTypeInfo(typeof(Page<CourseSummary>));
        _json = JsonSerializer.SerializeToUtf8Bytes(_page, _type);
    }

    [Benchmark]
    public Task Serialised() => EnvelopeWriter.WriteAsync(NewContext(), _page, _type, TimeProvider.System);

    [Benchmark(Baseline = true)]
    public Task Cached() => EnvelopeWriter.WriteRawAsync(NewContext(), _json, TimeProvider.System);

    private static DefaultHttpContext NewContext()
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new NowhereBody());
        return context;
    }

    private sealed class NowhereBody : IHttpResponseBodyFeature
    {
        public Stream Stream => Stream.Null;

        public PipeWriter Writer { get; } = PipeWriter.Create(Stream.Null);

        public Task CompleteAsync() => Task.CompletedTask;

        public void DisableBuffering()
        {
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
