using LearningPlatform.Core.Data;
using LearningPlatform.ServiceDefaults;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StackExchange.Redis;
using Xunit;

namespace LearningPlatform.TestSupport;

/// <summary>
/// The platform's real stores, started once for a test assembly by the engine's testing host. Tests get databases of their own, copied from
/// one that is migrated already.
/// </summary>
public sealed class StoresFixture : IAsyncLifetime
{
    private const string Template = "template_migrated";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly IDistributedApplicationTestingBuilder _builder = TestApp.CreateBuilder();
    private DistributedApplication? _app;
    private NpgsqlConnectionStringBuilder? _postgres;
    private ConnectionMultiplexer? _redis;
    private int _databases;

    /// <summary>For <c>ConnectionStrings:redis</c>; shared, so that keys must be told apart; or take <see cref="NextRedisDatabase"/>.</summary>
    public string Redis { get; private set; } = "";

    /// <summary>For <c>ConnectionStrings:storage</c>.</summary>
    public string Storage { get; private set; } = "";

    /// <summary>The running application of the stores, for tests that stop and start them.</summary>
    public DistributedApplication App => _app ?? throw new InvalidOperationException("The stores are not started.");

    public async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        _builder.AddPostgres("postgres").AddDatabase(Connections.Learning);
        _builder.AddRedis(Connections.Redis);
        _builder.AddObjectStorage(Connections.Storage);
        _builder.AddDocumentStore(Connections.Study);
        _app = await _builder.BuildAsync(timeout.Token);
        await _app.StartAsync(timeout.Token);
        foreach (var store in (string[])[Connections.Learning, Connections.Redis, Connections.Storage, Connections.Study])
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(store, timeout.Token);
        }

        _postgres = new(await _app.GetConnectionStringAsync(Connections.Learning, timeout.Token));
        Redis = (await _app.GetConnectionStringAsync(Connections.Redis, timeout.Token))!;
        _redis = await ConnectionMultiplexer.ConnectAsync(Redis);
        Storage = (await _app.GetConnectionStringAsync(Connections.Storage, timeout.Token))!;
        StudyDatabase.Server = (await _app.GetConnectionStringAsync(Connections.Study, timeout.Token))!;
        await ExecuteAsync($"create database {Template}");
        await using var template = NpgsqlDataSource.Create(ConnectionTo(Template, pooling: false));
        await new Migrator(template, NullLogger<Migrator>.Instance).MigrateAsync(timeout.Token);
        await using var schema = template.CreateCommand($"create schema {StudyDatabase.Schema}");
        await schema.ExecuteNonQueryAsync(timeout.Token);
    }

    /// <summary>Makes a migrated database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"create database {name} template {Template}");
        return ConnectionTo(name, pooling: true);
    }

    /// <summary>Makes an empty database and returns its connection string: for tests of migrations.</summary>
    public async Task<string> CreateEmptyDatabaseAsync()
    {
        var name = $"empty_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"create database {name}");
        return ConnectionTo(name, pooling: true);
    }

    /// <summary>Redis with an empty database; after sixteen the first comes again.</summary>
    public string NextRedisDatabase()
    {
        var number = Interlocked.Increment(ref _databases) % 16;
        // What an earlier class has left, counters of limits above all, would count for the next.
        _redis!.GetDatabase(number).ScriptEvaluate("return redis.call('FLUSHDB')");
        return $"{Redis},defaultDatabase={number}";
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        _redis?.Dispose();
        await _builder.DisposeAsync();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private string ConnectionTo(string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder(_postgres!.ConnectionString) { Database = database, Pooling = pooling, MaxPoolSize = 20 }.ConnectionString;

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres", pooling: false));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
