using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Workers.Events;

/// <summary>
/// Walks through the published rows of the outbox: those that every handler is done with go; those that are overdue and that the transport
/// no longer has are given to the relay again.
/// </summary>
internal sealed class OutboxKeeper(
    NpgsqlDataSource database, IEventTransport transport, IOptions<EventOptions> options, TimeProvider time, ILogger<OutboxKeeper> logger)
{
    private const int PageSize = 2_000;

    // Whatever the transport says: an event that nobody has handled for so long is sent again. The inbox absorbs it if that was wrong.
    private static readonly TimeSpan SendAgainAfter = TimeSpan.FromHours(1);

    private const string Unfinished =
        """
        exists (
            select 1 from event_subscriptions wanted
            where wanted.topic = outbox.topic and wanted.event_type in (outbox.event_type, '*')
              and (outbox.handler is null or outbox.handler = wanted.handler)
              and not exists (select 1 from inbox where inbox.event_id = outbox.event_id and inbox.handler = wanted.handler))
        """;

    private readonly TimeSpan _overdueAfter = options.Value.OverdueAfter;

    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        await RemoveFinishedAsync(cancellationToken);
        await RestoreLostAsync(cancellationToken);
    }

    private async Task RemoveFinishedAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"delete from outbox where published_at < $1 and not {Unfinished}");
        command.Parameters.Add(new() { Value = time.GetUtcNow() - _overdueAfter });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task RestoreLostAsync(CancellationToken cancellationToken)
    {
        var after = 0L;
        while (true)
        {
            var page = await OverdueAsync(after, cancellationToken);
            var lost = await LostAsync(page, cancellationToken);
            if (lost.Length > 0)
            {
                await SendAgainAsync(lost, cancellationToken);
                logger.LogWarning("{Count} events were published but are gone; they are sent again", lost.Length);
            }

            if (page.Count < PageSize)
            {
                return;
            }

            after = page[^1].Position;
        }
    }

    private async Task<List<Overdue>> OverdueAsync(long after, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
             select position, topic, receipt, published_at from outbox
             where position > $1 and published_at < $2 and {Unfinished}
             order by position limit {PageSize}
             """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = time.GetUtcNow() - _overdueAfter });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Overdue>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3)));
        }

        return rows;
    }

    private async Task<long[]> LostAsync(List<Overdue> page, CancellationToken cancellationToken)
    {
        var lost = new List<long>();
        foreach (var topic in page.GroupBy(row => row.Topic, StringComparer.Ordinal))
        {
            var receipts = await transport.FindLostAsync(topic.Key, [.. topic.Select(row => row.Receipt)], cancellationToken);
            lost.AddRange(topic.Where(row => receipts.Contains(row.Receipt) || IsVeryOld(row)).Select(row => row.Position));
        }

        return [.. lost];
    }

    private bool IsVeryOld(Overdue row) => row.PublishedAt < time.GetUtcNow() - SendAgainAfter;

    private async Task SendAgainAsync(long[] positions, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("update outbox set published_at = null, receipt = null where position = any ($1)");
        command.Parameters.Add(new() { Value = positions, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Overdue(long Position, string Topic, string Receipt, DateTimeOffset PublishedAt);
}
