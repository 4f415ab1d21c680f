using System.Diagnostics;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace LearningPlatform.Bench.Events;

/// <summary>Events for the relay alone, and for Workers as they are shipped, in a process of their own.</summary>
internal sealed class EventWorkload : IAsyncDisposable
{
    private const int Users = 500;
    private const int WarmUpSeconds = 6;
    private static readonly TimeSpan UntilIdle = TimeSpan.FromSeconds(45);

    private readonly string _learning;
    private readonly string _redis;
    private readonly NpgsqlDataSource _database;

    private EventWorkload(string learning, string redis)
    {
        (_learning, _redis) = (learning, redis);
        _database = new NpgsqlDataSourceBuilder(learning) { ConnectionStringBuilder = { MaxAutoPrepare = 20 } }.Build();
    }

    public static async Task<EventWorkload> CreateAsync(string learning, string redis)
    {
        var workload = new EventWorkload(learning, redis);
        await new Migrator(workload._database, NullLogger<Migrator>.Instance).MigrateAsync(CancellationToken.None);
        await workload.ExecuteAsync(
            $"""
             insert into users (id, email, first_name, last_name, display_name, role, created_at, updated_at)
             select gen_random_uuid(), 'user' || number || '@example.com', 'U', 'S', 'U S', 'student', now(), now()
             from generate_series(1, {Users}) as number;
             insert into courses (id, title, description, difficulty, status, instructor_id, created_at, updated_at)
             select gen_random_uuid(), 'Bench', '', 'beginner', 'published', id, now(), now() from users limit 1;
             """);
        return workload;
    }

    /// <summary>Events a second from the outbox into Redis Streams, receipts recorded.</summary>
    public async Task<double> MeasureRelayAsync(int events)
    {
        await ExecuteAsync(
            $$"""
              insert into outbox (event_id, topic, event_type, user_id, course_id, metadata, occurred_at)
              select gen_random_uuid(), 'course.events', 'COURSE_ENROLLED', users.id, courses.id,
                     jsonb_build_object('enrollment_id', gen_random_uuid(), 'student_email', 'somebody@example.com'), now()
              from generate_series(1, {{events / Users}}), users, courses
              """);
        using var redis = await ConnectionMultiplexer.ConnectAsync(_redis);
        var options = Options.Create(new EventOptions());
        var transport = new RedisStreamTransport(redis, new StreamWakeUp(redis), new StreamTrimmer(redis), options, TimeProvider.System);
        using var relay = new OutboxRelay(_database, transport, options, TimeProvider.System, NullLogger<OutboxRelay>.Instance);
        var (started, sent) = (Stopwatch.GetTimestamp(), 0);
        while (await relay.RelayAsync(CancellationToken.None) is > 0 and var batch)
        {
            sent += batch;
        }

        var rate = sent / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await redis.GetDatabase().KeyDeleteAsync(Topics.Course);
        await ExecuteAsync("truncate outbox");
        return rate;
    }

    /// <summary>Milliseconds from an event to the notification that it causes, while the other handlers of its topic work as well.</summary>
    public async Task<Lag> MeasureLagAsync(int rate, int seconds)
    {
        using var workers = StartWorkers();
        TimeSpan processorTime;
        try
        {
            // Started, and warm: its code is compiled.
            await WriteAsync(rate * WarmUpSeconds, rate);
            await HandledAsync(rate * WarmUpSeconds);
            await ExecuteAsync("truncate notifications cascade");
            var before = workers.TotalProcessorTime;
            await WriteAsync(rate * seconds, rate);
            await HandledAsync(rate * seconds);
            workers.Refresh();
            processorTime = workers.TotalProcessorTime - before;
        }
        finally
        {
            workers.Kill();
        }

        // A UUIDv7 begins with the milliseconds of its making.
        await using var command = _database.CreateCommand(
            """
            select percentile_cont(array[0.5, 0.95, 0.99]) within group (order by
                extract(epoch from created_at) * 1000 - ('x' || substr(replace(event_id::text, '-', ''), 1, 12))::bit(48)::bigint)
            from notifications
            """);
        var percentiles = (double[])(await command.ExecuteScalarAsync())!;
        return new(percentiles[0], percentiles[1], percentiles[2], processorTime.TotalMilliseconds / (rate * seconds));
    }

    /// <summary>Megabytes of resident memory of Workers that were started a while ago and have nothing to do.</summary>
    public async Task<double> MeasureIdleAsync()
    {
        using var workers = StartWorkers();
        try
        {
            await Task.Delay(UntilIdle);
            workers.Refresh();
            return workers.WorkingSet64 / 1_000_000.0;
        }
        finally
        {
            workers.Kill();
        }
    }

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    /// <summary>One transaction an event, as requests write them, at an even rate.</summary>
    private async Task WriteAsync(int events, int rate)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var signal = ActivatorUtilities.CreateInstance<OutboxSignal>(services, _database, TimeProvider.System);
        var users = await IdsAsync("select id from users");
        var course = (await IdsAsync("select id from courses"))[0];
        var started = Stopwatch.GetTimestamp();
        var writes = new List<Task>();
        for (var number = 0; number < events; number++)
        {
            var ahead = TimeSpan.FromSeconds((double)number / rate) - Stopwatch.GetElapsedTime(started);
            if (ahead > TimeSpan.FromMilliseconds(5))
            {
                await Task.Delay(ahead);
            }

            writes.Add(WriteAsync(users[number % users.Count], course, signal));
        }

        await Task.WhenAll(writes);
    }

    private async Task WriteAsync(Guid user, Guid course, OutboxSignal signal)
    {
        await using var batch = _database.CreateBatch();
        batch.BatchCommands.Add(OutboxMessage.Of(new CourseEnrolled(Guid.NewGuid(), null), user, course, TimeProvider.System).ToBatchCommand());
        await batch.ExecuteNonQueryAsync();
        signal.Raise();
    }

    private async Task HandledAsync(int events)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await CountAsync("select count(*) from notifications")) < events)
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private Process StartWorkers() => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LearningPlatform.Workers.dll")])
    {
        Environment =
        {
            ["ConnectionStrings__learning"] = _learning,
            ["ConnectionStrings__study"] = _learning,
            ["ConnectionStrings__redis"] = _redis,
            ["ConnectionStrings__storage"] = "Endpoint=http://127.0.0.1:1;AccessKey=none;SecretKey=none",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Logging__LogLevel__Default"] = "Warning",
        },
    })!;

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<List<Guid>> IdsAsync(string sql)
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

/// <summary>Milliseconds from an event to its effect, and of a processor's time that Workers spent on one event, all its handlers together.</summary>
internal sealed record Lag(double P50, double P95, double P99, double ProcessorTime);
