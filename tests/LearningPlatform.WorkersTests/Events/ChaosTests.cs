using System.Diagnostics;
using System.Globalization;
using LearningPlatform.Core.Events;
using Npgsql;
using StackExchange.Redis;

namespace LearningPlatform.WorkersTests.Events;

/// <summary>
/// Events while everything that carries them is killed at random: each must have its effects exactly once. A short run by default;
/// <c>LEARNING_CHAOS_EVENTS</c> sets the number of events, <c>LEARNING_CHAOS_SEED</c> the order of the blows.
/// </summary>
[Collection(StoresCollection.Name)]
public sealed class ChaosTests(StoresFixture stores) : IAsyncLifetime
{
    private const int BatchSize = 25;
    private const string RedisName = "chaos-redis";

    private readonly IDistributedApplicationTestingBuilder _builder = TestApp.CreateBuilder();
    private readonly int _events = int.Parse(Environment.GetEnvironmentVariable("LEARNING_CHAOS_EVENTS") ?? "3000", CultureInfo.InvariantCulture);
    private readonly int _seed = int.Parse(Environment.GetEnvironmentVariable("LEARNING_CHAOS_SEED") ?? "1", CultureInfo.InvariantCulture);
    private DistributedApplication _app = null!;
    private NpgsqlDataSource _database = null!;
    private string _redis = "";
    private WorkersProcess[] _workers = [];

    public async Task InitializeAsync()
    {
        // A Redis of this test's own: it is killed.
        _builder.AddRedis(RedisName);
        _app = await _builder.BuildAsync();
        await _app.StartAsync();
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(RedisName);
        _redis = (await _app.GetConnectionStringAsync(RedisName))!;
        var database = await stores.CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(database);
        _workers = [new(database, _redis, stores.Storage), new(database, _redis, stores.Storage)];
    }

    public async Task DisposeAsync()
    {
        foreach (var workers in _workers)
        {
            workers.Dispose();
        }

        await _database.DisposeAsync();
        await _app.DisposeAsync();
        await _builder.DisposeAsync();
    }

    [Fact]
    public async Task Every_event_has_its_effects_exactly_once_whatever_is_killed()
    {
        await SeedAsync();
        foreach (var workers in _workers)
        {
            workers.Start();
        }

        using var written = new CancellationTokenSource();
        var chaos = WreakHavocAsync(written.Token);
        await WriteEventsAsync();
        await written.CancelAsync();
        var blows = await chaos;

        var patience = TimeSpan.FromSeconds(60 + (_events / 50));
        await Eventually.BecomesAsync((long)_events, () => CountAsync("select count(*) from notifications where kind = 'enrolled'"), patience);
        await Eventually.BecomesAsync(0L, () => CountAsync("select count(*) from outbox"), patience);
        blows.ShouldBeGreaterThan(3);
        (await CountAsync("select count(distinct event_id) from notifications where kind = 'enrolled'")).ShouldBe(_events);
        (await CountAsync("select count(*) from notifications")).ShouldBe(_events);
        (await CountAsync("select count(*) from audit_log where action = 'course_published'")).ShouldBe(_events / BatchSize);
        (await CountAsync("select count(*) from dead_letters")).ShouldBe(0);
    }

    private async Task SeedAsync()
    {
        await using var command = _database.CreateCommand(
            $"""
             insert into users (id, email, first_name, last_name, display_name, role, created_at, updated_at)
             select gen_random_uuid(), 'user' || number || '@example.com', 'U', 'S', 'U S', 'student', now(), now()
             from generate_series(1, {BatchSize}) as number;
             insert into courses (id, title, description, difficulty, status, instructor_id, created_at, updated_at)
             select gen_random_uuid(), 'Chaos', '', 'beginner', 'published', id, now(), now() from users limit 1;
             """);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Enrolments of everybody, again and again, and one published course with each round; a transaction a round.</summary>
    private async Task WriteEventsAsync()
    {
        var users = await ReadIdsAsync("select id from users");
        var course = (await ReadIdsAsync("select id from courses"))[0];
        for (var round = 0; round < _events / BatchSize; round++)
        {
            await using var connection = await _database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var user in users)
            {
                batch.BatchCommands.Add(
                    OutboxMessage.Of(new CourseEnrolled(Guid.NewGuid(), null), user, course, TimeProvider.System).ToBatchCommand());
            }

            batch.BatchCommands.Add(OutboxMessage.Of(new CoursePublished("Chaos", users[0]), users[0], course, TimeProvider.System).ToBatchCommand());
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            // Spread over the time of the blows: about 20 s for the short run.
            await Task.Delay(TimeSpan.FromSeconds(20.0 / 120));
        }
    }

    private async Task<int> WreakHavocAsync(CancellationToken until)
    {
        var random = new Random(_seed);
        var blows = 0;
        while (true)
        {
            await Task.Delay(random.Next(500, 2_000), until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (until.IsCancellationRequested)
            {
                return blows;
            }

            switch (random.Next(4))
            {
                case 0:
                    await FlushAsync();
                    break;
                case 1:
                    await KillRedisAsync();
                    break;
                default:
                    var victim = _workers[random.Next(_workers.Length)];
                    victim.Kill();
                    victim.Start();
                    break;
            }

            blows++;
        }
    }

    private async Task FlushAsync()
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(_redis + ",allowAdmin=true");
        await redis.GetDatabase().ExecuteAsync("FLUSHALL");
    }

    private async Task KillRedisAsync()
    {
        int processId;
        using (var redis = await ConnectionMultiplexer.ConnectAsync(_redis))
        {
            var info = (string)(await redis.GetDatabase().ExecuteAsync("INFO", "server"))!;
            processId = int.Parse(info.Split("process_id:")[1].Split('\r')[0], CultureInfo.InvariantCulture);
        }

        using (var process = Process.GetProcessById(processId))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        // The engine starts a store that has crashed again by itself.
        await Eventually.BecomesAsync(true, IsRedisBackAsync);
    }

    private async Task<bool> IsRedisBackAsync()
    {
        try
        {
            using var redis = await ConnectionMultiplexer.ConnectAsync(_redis + ",connectTimeout=500");
            return (await redis.GetDatabase().PingAsync()) > TimeSpan.Zero;
        }
        catch (RedisException)
        {
            return false;
        }
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<List<Guid>> ReadIdsAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}
