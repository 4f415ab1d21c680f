using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Study;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using StackExchange.Redis;

namespace LearningPlatform.ServiceDefaults;

/// <summary>The names under which the AppHost hands the stores' connection strings over.</summary>
public static class Connections
{
    public const string Learning = "learning";
    public const string Study = "study";
    public const string Redis = "redis";
    public const string Storage = "storage";
}

/// <summary>The stores that more than one service uses, each registered the same way everywhere.</summary>
public static class Stores
{
    /// <summary>
    /// The relational data, for a service that reads and writes it through EF as well: the pooled <see cref="LearningDbContext"/> is on the same
    /// <see cref="NpgsqlDataSource"/> as hand-written SQL, so that a service has one connection pool.
    /// </summary>
    public static void AddLearningDatabase(this IHostApplicationBuilder builder)
    {
        builder.AddLearningSql();
        builder.Services.AddSingleton<OutboxInterceptor>();
        builder.Services.AddDbContextPool<LearningDbContext>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>())
            .AddInterceptors(services.GetRequiredService<OutboxInterceptor>()));
        builder.Services.AddSingleton<Migrator>();
    }

    /// <summary>The relational data by hand-written SQL only. A service that needs no more does not carry EF.</summary>
    public static void AddLearningSql(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddNpgsqlDataSource(
            Connections.Learning,
            settings => settings.DisableHealthChecks = true,
            dataSource => PostgresConnection.Tune(dataSource, builder.Environment.ApplicationName, preparedStatements: 100));
        builder.Services.AddSingleton<OutboxSignal>();
    }

    /// <summary>The documents of the study rooms; the rest of a service goes on without them.</summary>
    public static void AddStudyDocuments(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        StudyStore.Add(builder);
        builder.Services.AddStudyCollections();
        builder.AddDependency("documents", StudyStore.ProbeAsync, required: false);
    }

    /// <summary>Redis; a service starts and goes on without it, and finds it again by itself.</summary>
    public static void AddRedis(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddRedisClient(
            Connections.Redis,
            settings => settings.DisableHealthChecks = true,
            options =>
            {
                options.AbortOnConnectFail = false;
                options.ConnectTimeout = 2_000;
                options.SyncTimeout = 2_000;
                options.AsyncTimeout = 5_000;
                // Whoever can go on without Redis does so at once, instead of waiting in the client's queue for it to come back.
                options.BacklogPolicy = BacklogPolicy.FailFast;
                options.ReconnectRetryPolicy = new LinearRetry(1_000);
                // The pool of the process, instead of ten threads of the client's own.
                options.SocketManager = SocketManager.ThreadPool;
            });
    }
}
