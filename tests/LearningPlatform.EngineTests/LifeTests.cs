using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LearningPlatform.EngineTests;

public sealed class LifeTests
{
    [Fact]
    public async Task A_resource_waits_until_the_other_is_healthy()
    {
        await using var running = await Running.StartAsync(builder =>
        {
            var first = builder.AddProject("first", Running.SampleService)
                .WithEnvironment("START_UNHEALTHY", "yes").WithHttpHealthCheck("/health/ready");
            builder.AddProject("second", Running.SampleService).WaitFor(first).WithHttpHealthCheck("/health/ready");
        });
        await running.ReachAsync("first", s => s.HealthReports.Any(r => r.Status == HealthStatus.Unhealthy && r.Description!.Contains("503")));
        running.App.ResourceNotifications.TryGetCurrentState("second", out var second).ShouldBeTrue();
        second!.Snapshot.State!.Text.ShouldBe(KnownResourceStates.Waiting);

        await running.PostAsync("first", "/health/true");
        await running.HealthyAsync("second");
    }

    [Fact]
    public async Task A_resource_that_waits_for_a_failing_one_fails_and_says_so()
    {
        await using var running = await Running.StartAsync(builder =>
        {
            var first = builder.AddExecutable("first", "/bin/sh", ".", "-c", "echo the reason; exit 3");
            builder.AddProject("second", Running.SampleService).WaitForCompletion(first).WithHttpHealthCheck("/health/ready");
        });
        (await Should.ThrowAsync<DistributedApplicationException>(() => running.HealthyAsync("second")))
            .Message.ShouldContain("exit code 3", customMessage: "the log's tail names the dependency");
        running.App.ResourceNotifications.TryGetCurrentState("second", out var second).ShouldBeTrue();
        second!.Snapshot.State!.Text.ShouldBe(KnownResourceStates.FailedToStart);
    }

    [Fact]
    public async Task A_program_may_end_well_and_is_waited_for()
    {
        await using var running = await Running.StartAsync(builder =>
        {
            var first = builder.AddExecutable("first", "/bin/sh", ".", "-c", "exit 0");
            builder.AddProject("second", Running.SampleService).WaitForCompletion(first).WithHttpHealthCheck("/health/ready");
        });
        await running.HealthyAsync("second");
        (await running.ReachAsync("first", s => s.ExitCode is not null)).Snapshot.State!.Text.ShouldBe(KnownResourceStates.Finished);
    }

    [Fact]
    public async Task A_crashed_service_is_started_again_at_the_same_address()
    {
        await using var running = await Running.StartAsync(builder =>
            builder.AddProject("api", Running.SampleService).WithHttpHealthCheck("/health/ready"));
        await running.HealthyAsync("api");
        var before = await running.GetAsync("api", "/process");

        Processes.Kill(int.Parse(before));
        await running.ReachAsync("api", s => s.Restarts == 1 && s.HealthStatus == HealthStatus.Healthy);

        (await running.GetAsync("api", "/process")).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_resource_can_be_stopped_started_and_restarted()
    {
        await using var running = await Running.StartAsync(builder =>
            builder.AddProject("api", Running.SampleService).WithHttpHealthCheck("/health/ready"));
        await running.HealthyAsync("api");
        var first = await running.GetAsync("api", "/process");

        await running.ExecuteAsync("api", KnownResourceCommands.StopCommand);
        await Should.ThrowAsync<HttpRequestException>(() => running.GetAsync("api", "/process"));
        await running.ExecuteAsync("api", KnownResourceCommands.StartCommand);
        await running.HealthyAsync("api");
        var second = await running.GetAsync("api", "/process");
        await running.ExecuteAsync("api", KnownResourceCommands.RestartCommand);
        await running.HealthyAsync("api");

        new[] { first, second, await running.GetAsync("api", "/process") }.ShouldBeUnique();
        (await running.App.ResourceCommands.ExecuteCommandAsync("nothing", "stop")).Success.ShouldBeFalse();
        (await running.App.ResourceCommands.ExecuteCommandAsync("api", "dance")).Success.ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_resource_says_is_kept_and_told()
    {
        await using var running = await Running.StartAsync(builder =>
            builder.AddExecutable("speaker", "/bin/sh", ".", "-c", "echo out; echo err >&2; cat"));
        var logs = (ResourceLoggerService)running.App.Services.GetService(typeof(ResourceLoggerService))!;
        var lines = new List<LogLine>();
        await foreach (var batch in logs.WatchAsync("speaker").WithCancellation(running.Patience))
        {
            lines.AddRange(batch);
            if (lines.Count == 2)
            {
                break;
            }
        }

        lines.Select(l => (l.Content, l.IsErrorMessage)).ShouldBe([("out", false), ("err", true)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_program_is_told_its_port_and_reached_at_another_where_it_has_one_of_its_own()
    {
        var own = LearningPlatform.Embedded.Hosting.Ports.Next();
        await using var running = await Running.StartAsync(builder =>
        {
            builder.AddExecutable("told", "/bin/sh", ".", "-c", "echo port $PORT; exec sleep 600").WithHttpEndpoint(env: "PORT");
            builder.AddProject("api", Running.SampleService)
                .WithEndpoint("http", endpoint => endpoint.TargetPort = own).WithHttpHealthCheck("/health/ready");
        });
        await running.HealthyAsync("api");

        (await running.GetAsync("api", "/environment/ASPNETCORE_URLS")).ShouldBe($"http://localhost:{own}");
        running.App.GetEndpoint("api").Port.ShouldNotBe(own);
        var logs = (ResourceLoggerService)running.App.Services.GetService(typeof(ResourceLoggerService))!;
        await foreach (var lines in logs.WatchAsync("told").WithCancellation(running.Patience))
        {
            if (lines.Count > 0)
            {
                lines[0].Content.ShouldBe($"port {running.App.GetEndpoint("told").Port}");
                break;
            }
        }
    }

    [Fact]
    public void A_service_that_keeps_crashing_is_started_less_and_less_often_until_it_has_run_for_a_minute()
    {
        var backoff = new LearningPlatform.Embedded.Hosting.Backoff();
        double[] uptimes = [0, 1, 2, 3, 4, 5, 6, 59, 60, 1];
        uptimes.Select(u => backoff.Next(TimeSpan.FromSeconds(u)).TotalSeconds).ShouldBe([0.5, 1, 2, 4, 8, 16, 30, 30, 0.5, 1]);
    }
}
