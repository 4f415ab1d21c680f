using LearningPlatform.ServiceDefaults.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using StackExchange.Redis;

namespace LearningPlatform.ServiceDefaults;

/// <summary>What a service depends on, for its health.</summary>
public static class HealthSetup
{
    /// <summary>
    /// Watches a dependency in <c>/health</c>. <paramref name="probe"/> returns when it answers and throws when it does not; it gets two
    /// seconds. Without a <paramref name="required"/> one the service is not ready, without another it is degraded.
    /// </summary>
    /// <remarks>PostgreSQL and Redis are watched by themselves where their clients are registered.</remarks>
    public static IHostApplicationBuilder AddDependency(
        this IHostApplicationBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task> probe, bool required)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(new Dependency(name, required, probe));
        return builder;
    }

    internal static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton(provider => new HealthMonitor(
            [.. Stores(provider), .. provider.GetServices<Dependency>()],
            provider,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Microsoft.Extensions.Logging.ILogger<HealthMonitor>>()));
        services.AddHostedService<Draining>();
    }

    private static IEnumerable<Dependency> Stores(IServiceProvider provider)
    {
        var registered = provider.GetRequiredService<IServiceProviderIsService>();
        if (registered.IsService(typeof(NpgsqlDataSource)))
        {
            yield return new Dependency("postgres", IsRequired: true, ProbePostgresAsync);
        }

        if (registered.IsService(typeof(IConnectionMultiplexer)))
        {
            yield return new Dependency("redis", IsRequired: false, ProbeRedisAsync);
        }
    }

    private static async Task ProbePostgresAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task ProbeRedisAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        await services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().PingAsync();
}
