using Npgsql;

namespace LearningPlatform.EngineTests;

public sealed class StoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_stopped_and_started_PostgreSQL_keeps_its_data_and_its_address()
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddPostgres("postgres").AddDatabase("learning", "learning_db");
        await using var app = await builder.BuildAsync(patience.Token);
        await app.StartAsync(patience.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("learning", patience.Token);
        var address = await app.GetConnectionStringAsync("learning", patience.Token);
        await using (var connection = new NpgsqlConnection(address + ";Pooling=false"))
        {
            await connection.OpenAsync(patience.Token);
            await using var create = new NpgsqlCommand("create table kept (id int); insert into kept values (42)", connection);
            await create.ExecuteNonQueryAsync(patience.Token);
        }

        (await app.ResourceCommands.ExecuteCommandAsync("postgres", KnownResourceCommands.StopCommand, patience.Token)).Success.ShouldBeTrue();
        await Should.ThrowAsync<NpgsqlException>(async () => await ReadAsync(address!));
        (await app.ResourceCommands.ExecuteCommandAsync("postgres", KnownResourceCommands.StartCommand, patience.Token)).Success.ShouldBeTrue();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", patience.Token);

        (await app.GetConnectionStringAsync("learning", patience.Token)).ShouldBe(address);
        (await ReadAsync(address!)).ShouldBe(42);
        address!.ShouldMatch("^Host=127.0.0.1;Port=[0-9]+;Username=postgres;Password=[^;]{22};Database=learning_db$");
    }

    private static async Task<object?> ReadAsync(string address)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync();
        await using var read = new NpgsqlCommand("select id from kept", connection);
        return await read.ExecuteScalarAsync();
    }
}
