using Npgsql;

namespace LearningPlatform.Core.Study;

/// <summary>
/// Locks for what is counted over several documents (how many rooms somebody owns, how many bytes a room holds), since no transaction spans
/// two documents: count and insert under the lock. It is PostgreSQL's, holds across replicas, and goes with its connection after a crash.
/// </summary>
public sealed class StudyLocks(NpgsqlDataSource database) : IDisposable
{
    // A lock takes a connection, waiting included: a crowd that waits must leave the pool some for everybody else.
    private const int MaxConnections = 10;

    private readonly SemaphoreSlim _connections = new(MaxConnections, MaxConnections);

    /// <summary>Waits for the lock of <paramref name="what"/> and <paramref name="id"/>; disposing the answer frees it.</summary>
    public Task<IAsyncDisposable> TakeAsync(string what, Guid id, CancellationToken cancellationToken) =>
        TakeAsync([(what, id)], cancellationToken);

    /// <summary>
    /// Takes several at once: never take one while holding another. They are waited for in the order given, so everybody gives the user's
    /// before the room's.
    /// </summary>
    public async Task<IAsyncDisposable> TakeAsync(IReadOnlyList<(string What, Guid Id)> locks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(locks);
        await _connections.WaitAsync(cancellationToken);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await database.OpenConnectionAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            foreach (var (what, id) in locks)
            {
                await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", connection, transaction)
                {
                    Parameters = { new() { Value = $"study:{what}:{id}" } },
                };
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            return new Held(connection, transaction, _connections);
        }
        catch
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            _connections.Release();
            throw;
        }
    }

    public void Dispose() => _connections.Dispose();

    private sealed class Held(NpgsqlConnection connection, NpgsqlTransaction transaction, SemaphoreSlim connections) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await transaction.DisposeAsync();
                await connection.DisposeAsync();
            }
            finally
            {
                connections.Release();
            }
        }
    }
}
