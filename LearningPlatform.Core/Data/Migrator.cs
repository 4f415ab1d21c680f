using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LearningPlatform.Core.Data;

/// <summary>
/// Brings the relational schema up to this build: the numbered SQL files embedded in Core, each in a transaction of its own, all under
/// one advisory lock, so that replicas that start together wait for each other instead of colliding.
/// </summary>
public sealed class Migrator(NpgsqlDataSource database, ILogger<Migrator> logger)
{
    // Any constant will do, as long as every replica uses the same one.
    private const long LockKey = 0x4C50_4D49_4752_4154;
    private const string Prefix = "Migrations/";

    /// <summary>Applies what is missing and returns how many files that were.</summary>
    /// <exception cref="SchemaMismatchException">An applied file no longer has the content that was applied.</exception>
    public async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            return await ApplyPendingAsync(connection, Migration.Embedded(), cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private async Task<int> ApplyPendingAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            connection,
            """
            create table if not exists schema_migrations (
                name text primary key,
                checksum text not null,
                applied_at timestamptz not null default now())
            """,
            cancellationToken);
        var applied = await AppliedAsync(connection, cancellationToken);
        var count = 0;
        foreach (var migration in migrations)
        {
            if (applied.TryGetValue(migration.Name, out var checksum))
            {
                if (checksum != migration.Checksum)
                {
                    throw new SchemaMismatchException(migration.Name);
                }

                continue;
            }

            await ApplyAsync(connection, migration, cancellationToken);
            logger.LogInformation("Applied migration {Migration}", migration.Name);
            count++;
        }

        return count;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await using var record = new NpgsqlCommand("insert into schema_migrations (name, checksum) values ($1, $2)", connection);
        record.Parameters.Add(new() { Value = migration.Name });
        record.Parameters.Add(new() { Value = migration.Checksum });
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select name, checksum from schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Migration(string Name, string Sql, string Checksum)
    {
        public static IReadOnlyList<Migration> Embedded()
        {
            var assembly = Assembly.GetExecutingAssembly();
            return [.. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Read(assembly, name))];
        }

        private static Migration Read(Assembly assembly, string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            // A checkout may have turned the line ends; the checksum is over what the statement means.
            var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            return new(resource[Prefix.Length..], sql, checksum);
        }
    }
}

/// <summary>The database holds a migration whose file has changed since. Starting would guess; an operator must decide.</summary>
public sealed class SchemaMismatchException(string migration) : Exception(
    $"The migration {migration} was changed after it had been applied to this database. "
    + "Restore the file as it was and put the change into a new migration.");
