using Npgsql;

namespace LearningPlatform.TestSupport;

/// <summary>A row, held so that whoever wants to lock it waits: what a test does meanwhile falls between two statements of theirs.</summary>
public sealed class HeldRow : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Guid _id;

    private HeldRow(NpgsqlDataSource database, NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id)
    {
        (_database, _connection, _transaction, _id) = (database, connection, transaction, id);
    }

    public static async Task<HeldRow> TakeAsync(NpgsqlDataSource database, string table, Guid id)
    {
        ArgumentNullException.ThrowIfNull(database);
        var connection = await database.OpenConnectionAsync();
        var held = new HeldRow(database, connection, await connection.BeginTransactionAsync(), id);
        await held.ChangeAsync($"select 1 from {table} where id = $1 for update");
        return held;
    }

    /// <summary>Changes the row while the others wait for it; <c>$1</c> is its id.</summary>
    public async Task ChangeAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction) { Parameters = { new() { Value = _id } } };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns when somebody waits for the row.</summary>
    public async Task IsWantedAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var command = _database.CreateCommand("select exists (select 1 from pg_stat_activity where $1 = any(pg_blocking_pids(pid)))");
        command.Parameters.Add(new() { Value = _connection.ProcessID });
        while (!(bool)(await command.ExecuteScalarAsync(timeout.Token))!)
        {
            await Task.Delay(20, timeout.Token);
        }
    }

    /// <summary>Lets the others go on.</summary>
    public Task ReleaseAsync() => _transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
