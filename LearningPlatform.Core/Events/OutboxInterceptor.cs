using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LearningPlatform.Core.Events;

/// <summary>Raises the signal after saves and commits of a context that wrote to the outbox.</summary>
public sealed class OutboxInterceptor(OutboxSignal signal) : ISaveChangesInterceptor, IDbTransactionInterceptor
{
    ValueTask<int> ISaveChangesInterceptor.SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken)
    {
        if (eventData.Context is { Database.CurrentTransaction: null } context && WroteToOutbox(context))
        {
            signal.Raise();
        }

        return ValueTask.FromResult(result);
    }

    Task IDbTransactionInterceptor.TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken)
    {
        if (eventData.Context is { } context && WroteToOutbox(context))
        {
            signal.Raise();
        }

        return Task.CompletedTask;
    }

    private static bool WroteToOutbox(DbContext context) => context.ChangeTracker.Entries<OutboxMessage>().Any();
}
