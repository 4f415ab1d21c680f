using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace LearningPlatform.EngineTests;

public sealed class StoreTests
{
    [Fact]
    public async Task A_stopped_and_started_PostgreSQL_keeps_its_data_and_its_address()
    {
        await using var running = await Running.StartAsync(builder => builder.AddPostgres("postgres").AddDatabase("learning", "learning_db"));
        await running.HealthyAsync("learning");
        var address = await running.App.GetConnectionStringAsync("learning", running.Patience);
        await QueryAsync(address!, "create table kept (id int); insert into kept values (42)");

        await running.ExecuteAsync("postgres", KnownResourceCommands.StopCommand);
        await Should.ThrowAsync<NpgsqlException>(() => QueryAsync(address!, "select id from kept"));
        await running.ExecuteAsync("postgres", KnownResourceCommands.StartCommand);
        await running.HealthyAsync("postgres");

        (await running.App.GetConnectionStringAsync("learning", running.Patience)).ShouldBe(address);
        (await QueryAsync(address!, "select id from kept")).ShouldBe(42);
        address!.ShouldMatch("^Host=127.0.0.1;Port=[0-9]+;Username=postgres;Password=[^;]{22};Database=learning_db$");
    }

    [Fact]
    public async Task A_killed_PostgreSQL_comes_back_with_every_committed_row()
    {
        await using var running = await Running.StartAsync(builder => builder.AddPostgres("postgres").AddDatabase("learning"));
        await running.HealthyAsync("learning");
        var address = await running.App.GetConnectionStringAsync("learning", running.Patience);
        await QueryAsync(address!, "create table kept (id int); insert into kept select generate_series(1, 1000)");

        Processes.Kill((await running.ReachAsync("postgres", s => s.ProcessIds is [not null])).Snapshot.ProcessIds[0]!.Value);
        await running.ReachAsync("postgres", s => s.Restarts == 1 && s.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy);

        (await QueryAsync(address!, "select count(*) from kept")).ShouldBe(1000L);
    }

    [Fact]
    public async Task A_wrong_password_opens_no_store()
    {
        await using var running = await Running.StartAsync(builder =>
        {
            builder.AddPostgres("postgres");
            builder.AddRedis("redis");
        });
        await running.HealthyAsync("postgres");
        await running.HealthyAsync("redis");

        var postgres = new NpgsqlConnectionStringBuilder(await running.App.GetConnectionStringAsync("postgres")) { Password = "wrong" };
        (await Should.ThrowAsync<PostgresException>(() => QueryAsync(postgres.ConnectionString, "select 1"))).SqlState.ShouldBe("28P01");
        (await AskRedisAsync(running, "PING")).ShouldStartWith("-NOAUTH");
    }

    [Fact]
    public async Task A_stopped_and_started_Redis_keeps_what_was_written()
    {
        await using var running = await Running.StartAsync(builder => builder.AddRedis("redis"));
        await running.HealthyAsync("redis");
        var password = (await running.App.GetConnectionStringAsync("redis"))!.Split("password=")[1];
        (await AskRedisAsync(running, $"AUTH {password}", "SET kept 42")).ShouldBe("+OK");

        await running.ExecuteAsync("redis", KnownResourceCommands.StopCommand);
        await Should.ThrowAsync<SocketException>(() => AskRedisAsync(running, "PING"));
        await running.ExecuteAsync("redis", KnownResourceCommands.StartCommand);
        await running.HealthyAsync("redis");

        (await AskRedisAsync(running, $"AUTH {password}", "STRLEN kept")).ShouldBe(":2");
    }

    [Fact]
    public async Task Stores_listen_on_the_loopback_interface_only_and_not_as_root()
    {
        await using var running = await Running.StartAsync(builder =>
        {
            builder.AddPostgres("postgres");
            builder.AddRedis("redis");
        });
        await running.HealthyAsync("postgres");
        await running.HealthyAsync("redis");

        foreach (var store in new[] { "postgres", "redis" })
        {
            var processId = (await running.ReachAsync(store, s => s.ProcessIds is [not null])).Snapshot.ProcessIds[0]!.Value;
            Processes.UserOf(processId).ShouldNotBe("0");
            Processes.ListeningAddresses(running.App.GetEndpoint(store, "tcp").Port).ShouldBe(["0100007F"]);
        }
    }

    /// <summary>The line that answers the last command.</summary>
    private static async Task<string?> AskRedisAsync(Running running, params string[] commands)
    {
        using var client = new TcpClient();
        var address = running.App.GetEndpoint("redis", "tcp");
        await client.ConnectAsync(address.Host, address.Port, running.Patience);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        string? answer = null;
        foreach (var command in commands)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"), running.Patience);
            answer = await reader.ReadLineAsync(running.Patience);
        }

        return answer;
    }

    private static async Task<object?> QueryAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
