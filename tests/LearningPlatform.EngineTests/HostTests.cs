using System.Net;
using System.Net.Sockets;

namespace LearningPlatform.EngineTests;

public sealed class HostTests
{
    [Fact]
    public async Task No_child_outlives_a_host_that_is_killed()
    {
        await using var host = new SampleHost();
        await host.HealthyAsync();
        var children = host.Children;
        children.Count.ShouldBe(3);

        host.Kill();
        await host.ExitAsync();

        await SampleHost.UntilAsync(() => Task.FromResult(!children.Any(Processes.IsRunning)), () => "Left over: " + string.Join(", ", children.Where(Processes.IsRunning)));
    }

    [Fact]
    public async Task What_is_left_when_the_guard_is_killed_too_ends_with_the_next_start_and_the_data_is_kept()
    {
        await using var first = new SampleHost();
        await first.HealthyAsync();
        var children = first.Children;
        foreach (var guard in Processes.ChildrenOf(first.ProcessId).Except(children))
        {
            Processes.Kill(guard);
        }

        first.Kill();
        await first.ExitAsync();
        children.ShouldAllBe(c => Processes.IsRunning(c));

        await using var second = new SampleHost(first.Data);
        await second.HealthyAsync();
        children.ShouldAllBe(c => !Processes.IsRunning(c));
    }

    [Fact]
    public async Task A_host_that_is_told_to_stop_stops_everything_in_reverse_order()
    {
        await using var host = new SampleHost();
        await host.HealthyAsync();
        await host.DashboardAsync();
        var children = host.Children;

        host.Terminate();
        (await host.ExitAsync()).ShouldBe(0);

        children.ShouldAllBe(c => !Processes.IsRunning(c));
        host.Output.ShouldContain("Stopping");
    }

    [Fact]
    public async Task Two_hosts_don_t_share_a_data_folder()
    {
        await using var first = new SampleHost();
        await first.HealthyAsync();
        await using var second = new SampleHost(first.Data);

        (await second.ExitAsync()).ShouldBe(1);
        second.Output.ShouldContain("in use by another AppHost");
        first.Children.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line_and_nothing_is_started()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var host = new SampleHost(port: port);

        (await host.ExitAsync()).ShouldBe(1);
        host.Output.ShouldContain($"error: Port {port}, where api should listen, is in use");
        host.Output.ShouldContain("LEARNING_API_PORT");
        host.Output.ShouldNotContain("   at ");
        Path.Exists(Path.Combine(host.Data, "postgres")).ShouldBeFalse();
    }

    [Fact]
    public async Task Data_of_a_PostgreSQL_version_that_is_not_there_is_left_alone_and_said()
    {
        var data = Directory.CreateTempSubdirectory("engine-test-").FullName;
        var version = Path.Combine(Directory.CreateDirectory(Path.Combine(data, "postgres", "data")).FullName, "PG_VERSION");
        await File.WriteAllTextAsync(version, "9\n");
        await using var host = new SampleHost(data);
        await host.DashboardAsync();

        host.Output.ShouldContain("is of PostgreSQL 9, which is not installed");
        (await File.ReadAllTextAsync(version)).ShouldBe("9\n");
    }

    [Fact]
    public async Task The_console_shows_every_resource_with_its_state_and_address()
    {
        await using var host = new SampleHost();
        await host.DashboardAsync();

        host.Output.ShouldMatch("postgres *\\| healthy +127.0.0.1:[0-9]+");
        host.Output.ShouldMatch($"api *\\| healthy +http://localhost:{host.Port}");
        host.Output.ShouldContain($"http://localhost:{host.Port}/scalar");
    }

    [Fact]
    public async Task A_test_runs_an_AppHost_s_own_Main()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.SampleAppHost>(["--LEARNING_API_PORT=1"]);
        builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(r => r.Name == "api")).WithEnvironment("FROM_TEST", "yes");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("api").WaitAsync(TimeSpan.FromMinutes(2));
        using var client = app.CreateHttpClient("api");

        (await client.GetStringAsync("/environment/FROM_TEST")).ShouldBe("yes");
        client.BaseAddress!.Port.ShouldNotBe(1, "tests have ports of their own");
        (await client.GetStringAsync("/environment/ConnectionStrings__learning")).ShouldBe(await app.GetConnectionStringAsync("learning"));
    }
}
