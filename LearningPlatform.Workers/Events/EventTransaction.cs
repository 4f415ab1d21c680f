using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace LearningPlatform.Workers.Events;

/// <summary>
/// The transaction that a handler's effects go into, together with the note that it is done, and the scope of its services. A handler that
/// needs no EF does without: its context, its model and its compiled queries are most of what a small transaction costs.
/// </summary>
internal sealed class EventTransaction : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly LearningDbContext? _db;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private bool _hasSentEvents;

    private EventTransaction(AsyncServiceScope scope, LearningDbContext? db, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_scope, _db, _connection, _transaction) = (scope, db, connection, transaction);

    /// <summary>Of the same scope as the handler.</summary>
    public IServiceProvider Services => _scope.ServiceProvider;

    /// <exception cref="InvalidOperationException">The handler is one that does without.</exception>
    public LearningDbContext Db => _db ?? throw new InvalidOperationException("This transaction has no EF context.");

    public static async Task<EventTransaction> BeginAsync(IServiceScopeFactory scopes, bool withContext, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            return withContext ? await BeginWithContextAsync(scope, cancellationToken) : await BeginAsync(scope, cancellationToken);
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    /// <summary>An empty batch in this transaction: its statements take one round trip together.</summary>
    public NpgsqlBatch CreateBatch() => new(_connection, _transaction);

    /// <summary>Writes what the context tracks, and forgets it.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await Db.SaveChangesAsync(cancellationToken);
        _hasSentEvents |= Db.ChangeTracker.Entries<OutboxMessage>().Any();
        Db.ChangeTracker.Clear();
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await (_db?.Database.CommitTransactionAsync(cancellationToken) ?? _transaction.CommitAsync(cancellationToken));
        if (_hasSentEvents)
        {
            Services.GetRequiredService<OutboxSignal>().Raise();
        }

        await Services.GetRequiredService<AfterCommit>().RunAsync();
    }

    /// <summary>Rolls back what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_db is null)
        {
            await _transaction.DisposeAsync();
            await _connection.DisposeAsync();
        }

        await _scope.DisposeAsync();
    }

    private static async Task<EventTransaction> BeginAsync(AsyncServiceScope scope, CancellationToken cancellationToken)
    {
        var connection = await scope.ServiceProvider.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellationToken);
        return new(scope, null, connection, await connection.BeginTransactionAsync(cancellationToken));
    }

    private static async Task<EventTransaction> BeginWithContextAsync(AsyncServiceScope scope, CancellationToken cancellationToken)
    {
        var db = scope.ServiceProvider.GetRequiredService<LearningDbContext>();
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        return new(scope, db, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
    }
}
