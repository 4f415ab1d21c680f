using System.Diagnostics;
using LearningPlatform.Workers.Events;
using Npgsql;

namespace LearningPlatform.Workers.Jobs;

/// <summary>Looks every second what is due and runs it, each job on its own, unless another replica does.</summary>
internal sealed class JobScheduler(
    JobCatalog catalog, IServiceScopeFactory scopes, NpgsqlDataSource database, TimeProvider time, ILogger<JobScheduler> logger)
    : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    /// <summary>Runs the job if its latest slot has not been run and nobody else is at it; true when it ran.</summary>
    public async Task<bool> RunIfDueAsync(JobRegistration job, CancellationToken cancellationToken)
    {
        var slot = job.Schedule.LatestSlot(time.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // The session's lock goes with the connection, so a crash frees it. No transaction stays open while the job runs.
        if (!await ScalarAsync<bool>(connection, "select pg_try_advisory_lock(hashtextextended($1, 0))", cancellationToken, LockName(job)))
        {
            return false;
        }

        try
        {
            return await RunSlotAsync(connection, job, slot, cancellationToken);
        }
        finally
        {
            await ScalarAsync<bool>(connection, "select pg_advisory_unlock(hashtextextended($1, 0))", CancellationToken.None, LockName(job));
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(catalog.Jobs.Select(job => Task.Run(() => KeepRunningAsync(job, stoppingToken), CancellationToken.None)));

    private async Task KeepRunningAsync(JobRegistration job, CancellationToken stoppingToken)
    {
        var seen = DateTimeOffset.MinValue;
        using var timer = new PeriodicTimer(Tick, time);
        while (await NextTickAsync(timer, stoppingToken))
        {
            var slot = job.Schedule.LatestSlot(time.GetUtcNow());
            if (slot <= seen)
            {
                continue;
            }

            try
            {
                await RunIfDueAsync(job, stoppingToken);
                seen = slot;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.LogWarning(exception, "The job {Job} failed; it is tried again in {Delay}", job.Name, AfterFailure);
                await Task.Delay(AfterFailure, time, CancellationToken.None);
            }
        }
    }

    private static async Task<bool> NextTickAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> RunSlotAsync(
        NpgsqlConnection connection, JobRegistration job, DateTimeOffset slot, CancellationToken cancellationToken)
    {
        if (await ScalarAsync<bool>(
            connection, "select exists (select 1 from scheduled_jobs where name = $1 and slot >= $2)", cancellationToken, job.Name, slot))
        {
            return false;
        }

        var started = time.GetTimestamp();
        using var activity = EventTelemetry.Continue($"job {job.Name}", ActivityKind.Internal, null);
        await using (var scope = scopes.CreateAsyncScope())
        {
            var instance = (IScheduledJob)ActivatorUtilities.CreateInstance(scope.ServiceProvider, job.Type);
            await instance.RunAsync(cancellationToken);
        }

        await ScalarAsync<string>(
            connection,
            """
            insert into scheduled_jobs (name, slot, finished_at, milliseconds) values ($1, $2, $3, $4)
            on conflict (name) do update
                set slot = excluded.slot, finished_at = excluded.finished_at, milliseconds = excluded.milliseconds
            returning name
            """,
            cancellationToken,
            job.Name,
            slot,
            time.GetUtcNow(),
            (long)time.GetElapsedTime(started).TotalMilliseconds);
        return true;
    }

    private static string LockName(JobRegistration job) => $"job:{job.Name}";

    private static async Task<T> ScalarAsync<T>(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
