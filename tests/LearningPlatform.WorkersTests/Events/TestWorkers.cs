using LearningPlatform.Core.Events;
using LearningPlatform.ServiceDefaults;
using LearningPlatform.Workers.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackExchange.Redis;

namespace LearningPlatform.WorkersTests.Events;

/// <summary>One Workers replica in this process, with the tests' own handlers, on a database of its own.</summary>
internal sealed class TestWorkers : IAsyncDisposable
{
    private readonly IHost _host;

    private TestWorkers(IHost host) => _host = host;

    public NpgsqlDataSource Database => _host.Services.GetRequiredService<NpgsqlDataSource>();

    public IDatabase Redis => _host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    public IServiceProvider Services => _host.Services;

    public static async Task<TestWorkers> StartAsync(
        string database, string redis, Type[] types, Action<EventOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [$"ConnectionStrings:{Connections.Learning}"] = database,
            [$"ConnectionStrings:{Connections.Study}"] = StudyDatabase.For(database),
            [$"ConnectionStrings:{Connections.Redis}"] = redis,
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddLearningDatabase();
        builder.AddRedis();
        builder.AddStudyDocuments();
        builder.AddEvents(types);
        builder.AddJobs([typeof(KeepOutbox), typeof(TrimStreams), .. types]);
        builder.Services.Configure<EventOptions>(options =>
        {
            options.FirstRetry = TimeSpan.FromMilliseconds(5);
            options.ClaimAfter = TimeSpan.FromSeconds(2);
            options.OverdueAfter = TimeSpan.FromSeconds(1);
            configure?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        var workers = new TestWorkers(builder.Build());
        await workers.ExecuteAsync("create table if not exists effects (number bigint generated always as identity, handler text, event_id uuid, user_id uuid)");
        await workers._host.StartAsync();
        return workers;
    }

    /// <summary>Writes the events in one transaction, as a change would.</summary>
    public async Task PublishAsync(params IEnumerable<OutboxMessage> messages)
    {
        await using (var connection = await Database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var message in messages)
            {
                batch.BatchCommands.Add(message.ToBatchCommand());
            }

            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        Services.GetRequiredService<OutboxSignal>().Raise();
    }

    public async Task<T> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public Task<long> EffectsAsync(string handler) => ScalarAsync<long>("select count(*) from effects where handler = $1", handler);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
