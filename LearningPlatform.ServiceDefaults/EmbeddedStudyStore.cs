using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace LearningPlatform.ServiceDefaults;

/// <summary>Engine=embedded: documents live in PostgreSQL. The other engine's counterpart is <c>MongoStudyStore.cs</c>.</summary>
internal static class StudyStore
{
    public static void Add(IHostApplicationBuilder builder) => builder.AddKeyedNpgsqlDataSource(
        Connections.Study,
        settings => settings.DisableHealthChecks = true,
        dataSource => PostgresConnection.Tune(dataSource, $"{builder.Environment.ApplicationName} documents", preparedStatements: 50));

    public static async Task ProbeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var command = services.GetRequiredKeyedService<NpgsqlDataSource>(Connections.Study).CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
    }
}
