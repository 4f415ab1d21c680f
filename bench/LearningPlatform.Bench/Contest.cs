using System.Net;
using Npgsql;
using StackExchange.Redis;

namespace LearningPlatform.Bench;

/// <summary>A work's samples of both sides.</summary>
internal sealed record Result(Work Work, IReadOnlyList<Sample> Bare, IReadOnlyList<Sample> Platform);

/// <summary>Gives a work to both sides by turns, so that whatever else the machine does falls on both.</summary>
internal sealed class Contest(Options options, Load load, BenchStores stores, Server bare, Server api, Server pipeline)
{
    private const int FirstRequests = 50;

    // Enough for optimised code and for every token's first check.
    private const int WarmUpRequests = 20_000;

    private static readonly TimeSpan WarmUpStep = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmUpLimit = TimeSpan.FromSeconds(20);

    // The platform looks for a new generation of its catalogue every second.
    private static readonly TimeSpan UntilForgotten = TimeSpan.FromSeconds(1.5);

    public async Task<Result> RunAsync(Work work, CancellationToken cancellationToken)
    {
        var platform = work.IsPipelineOnly ? pipeline : api;
        foreach (var (server, requests) in new[] { (bare, work.Bare), (platform, work.Platform) })
        {
            await load.CheckAsync(server, requests().Take(FirstRequests), work.Status, cancellationToken);
            await WarmUpAsync(server, requests, cancellationToken);
        }

        var (ours, theirs) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < options.Rounds; round++)
        {
            theirs.Add(await RunAsync(work, bare, work.Bare(), stores.Bare, cancellationToken));
            ours.Add(await RunAsync(work, platform, work.Platform(), stores.Learning, cancellationToken));
        }

        return new Result(work, theirs, ours);
    }

    private async Task WarmUpAsync(Server server, Func<IEnumerable<LoadRequest>> requests, CancellationToken cancellationToken)
    {
        var (answered, spent) = (0.0, TimeSpan.Zero);
        while (answered < WarmUpRequests && spent < WarmUpLimit)
        {
            answered += (await load.RunAsync(server, requests(), WarmUpStep, cancellationToken)).PerSecond * WarmUpStep.TotalSeconds;
            spent += WarmUpStep;
        }
    }

    private async Task<Sample> RunAsync(
        Work work, Server server, IEnumerable<LoadRequest> requests, string database, CancellationToken cancellationToken)
    {
        if (work.IsUncached)
        {
            await ForgetAsync(cancellationToken);
        }

        var before = await TransactionsAsync(database, cancellationToken);
        var sample = await load.RunAsync(server, requests, TimeSpan.FromSeconds(options.Seconds), cancellationToken);
        if (work.IsUncached)
        {
            var share = (await TransactionsAsync(database, cancellationToken) - before) / (sample.PerSecond * options.Seconds);
            // Sessions tell what they did once a second: the last second may be missing. From a cache it would be next to nothing.
            Require(share >= 0.3, $"{work.Name}: only {share:P0} of {server.Name}'s answers came from the database.");
        }

        Require(
            sample.Refused == (work.Status >= HttpStatusCode.BadRequest ? 1 : 0),
            $"{work.Name}: {server.Name} answered {sample.Refused:P1} of the requests with a status of 400 and above, instead of {work.Status}.");
        return sample;
    }

    /// <summary>Empties Redis.</summary>
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(stores.Redis);
        await redis.GetDatabase().ExecuteAsync("FLUSHALL");
        await Task.Delay(UntilForgotten, cancellationToken);
    }

    private static async Task<long> TransactionsAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
