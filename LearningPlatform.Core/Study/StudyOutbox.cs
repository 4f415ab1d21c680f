using LearningPlatform.Core.Events;
using Npgsql;

namespace LearningPlatform.Core.Study;

/// <summary>
/// Events about documents. A document and the outbox have no common transaction: the document is written first, and what must not get lost
/// with a crash in between has a job that looks for it.
/// </summary>
public sealed class StudyOutbox(NpgsqlDataSource database, OutboxSignal signal, TimeProvider time)
{
    public async Task SendAsync<T>(T metadata, Guid? userId, CancellationToken cancellationToken)
        where T : class, IEventMetadata<T>
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(OutboxMessage.Of(metadata, userId, null, time).ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        signal.Raise();
    }
}
