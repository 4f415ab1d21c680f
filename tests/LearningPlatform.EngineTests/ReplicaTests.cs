using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LearningPlatform.EngineTests;

public sealed class ReplicaTests
{
    [Fact]
    public async Task Replicas_share_one_address_and_a_crashed_one_is_left_out_until_it_is_back()
    {
        await using var running = await Running.StartAsync(builder =>
            builder.AddProject("realtime", Running.SampleService).WithReplicas(2).WithHttpHealthCheck("/health/ready"));
        await running.HealthyAsync("realtime");
        var processes = await ProcessesAsync(running, 8);
        processes.Count.ShouldBe(2);

        Processes.Kill(int.Parse(processes.First()));
        await running.ReachAsync("realtime", s => s.ProcessIds.Contains(null));
        (await ProcessesAsync(running, 8)).Intersect(processes).Count().ShouldBe(1, "the other replica answers every request");
        await running.ReachAsync("realtime", s => s.Restarts == 1 && s.HealthStatus == HealthStatus.Healthy);
        var after = await ProcessesAsync(running, 8);

        after.Count.ShouldBe(2);
        after.Intersect(processes).Count().ShouldBe(1);
    }

    [Fact]
    public async Task An_unhealthy_replica_gets_no_traffic()
    {
        await using var running = await Running.StartAsync(builder =>
            builder.AddProject("realtime", Running.SampleService).WithReplicas(2).WithHttpHealthCheck("/health/ready"));
        await running.HealthyAsync("realtime");

        await running.PostAsync("realtime", "/health/false");
        await running.ReachAsync("realtime", s => s.HealthStatus == HealthStatus.Unhealthy);
        var left = await ProcessesAsync(running, 8);

        left.Count.ShouldBe(1);
    }

    /// <summary>Each request has a connection of its own, and so its own turn.</summary>
    private static async Task<HashSet<string>> ProcessesAsync(Running running, int requests)
    {
        var found = new HashSet<string>();
        for (var i = 0; i < requests; i++)
        {
            using var client = new HttpClient { BaseAddress = running.App.GetEndpoint("realtime") };
            found.Add(await client.GetStringAsync(new Uri("/process", UriKind.Relative), running.Patience));
        }

        return found;
    }
}
