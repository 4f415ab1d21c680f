using Npgsql;

namespace LearningPlatform.ServiceDefaults;

/// <summary>How every service talks to PostgreSQL.</summary>
internal static class PostgresConnection
{
    private const int MostConnections = 40;

    /// <summary>Sets what the connection string does not have to; <paramref name="name"/> is what the server's activity shows.</summary>
    public static void Tune(NpgsqlDataSourceBuilder dataSource, string name, int preparedStatements)
    {
        var connection = dataSource.ConnectionStringBuilder;
        // What the metrics call the pool; else it would be the connection string.
        dataSource.Name = connection.Database;
        connection.MaxAutoPrepare = preparedStatements;
        connection.AutoPrepareMinUsages = 2;
        connection.NoResetOnClose = true;
        connection.ConnectionIdleLifetime = 60;
        connection.MaxPoolSize = int.Min(connection.MaxPoolSize, MostConnections);
        connection.ApplicationName ??= name;
        // There are no ambient transactions here, and no look for one at every opening.
        connection.Enlist = false;
        if (!connection.ConnectionString.Contains("GSS", StringComparison.OrdinalIgnoreCase))
        {
            // Unless asked for: every process would load Kerberos to see whether there are tickets.
            connection.GssEncryptionMode = GssEncryptionMode.Disable;
        }
    }
}
