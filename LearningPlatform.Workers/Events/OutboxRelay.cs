using System.Data;
using System.Text.Json;
using LearningPlatform.Core.Events;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Workers.Events;

/// <summary>
/// Sends what is in the outbox to the transport, in the outbox's order. Every replica runs one and they take turns: two at a time could
/// overtake each other within one user's events. A crash between sending and committing sends again, which the inbox absorbs.
/// </summary>
internal sealed class OutboxRelay(
    NpgsqlDataSource database, IEventTransport transport, IOptions<EventOptions> options, TimeProvider time, ILogger<OutboxRelay> logger)
    : BackgroundService
{
    private const long LockKey = 0x4C50_5245_4C41_5900;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>From one turn to the next. With a few events each, turns would cost every handler a look for hardly anything.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    private readonly EventOptions _options = options.Value;
    private readonly HashSet<string> _full = new(StringComparer.Ordinal);

    /// <summary>One turn: sends at most a batch and returns how many rows it looked at, 0 also while another replica has the turn.</summary>
    public async Task<int> RelayAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var batch = await ReadAsync(connection, cancellationToken);
        if (batch.Count == 0)
        {
            return 0;
        }

        var sent = await Task.WhenAll(batch
            .GroupBy(row => row.Topic, row => row.Message, StringComparer.Ordinal)
            .Select(topic => PublishAsync(topic.Key, [.. topic], cancellationToken)));
        var receipts = sent.SelectMany(topic => topic).ToList();
        await MarkAsync(connection, receipts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        EventTelemetry.Published.Add(receipts.Count);
        return batch.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAndRelayAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.LogWarning(exception, "The relay stopped on an error and goes on in {Delay}", AfterFailure);
                await Task.Delay(AfterFailure, time, CancellationToken.None);
            }
        }
    }

    private async Task ListenAndRelayAsync(CancellationToken cancellationToken)
    {
        await using var listening = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(listening, $"listen {OutboxSignal.Channel}", cancellationToken);
        try
        {
            while (true)
            {
                var began = time.GetTimestamp();
                while (await RelayAsync(cancellationToken) == _options.RelayBatch)
                {
                }

                _full.Clear();
                await listening.WaitAsync(_options.PollInterval, cancellationToken);
                await RestAsync(began, cancellationToken);
            }
        }
        finally
        {
            // The connection goes back to a pool that does not reset it.
            if (listening.FullState == ConnectionState.Open)
            {
                await ExecuteAsync(listening, "unlisten *", CancellationToken.None);
            }
        }
    }

    private Task RestAsync(long began, CancellationToken cancellationToken)
    {
        var left = Pace - time.GetElapsedTime(began);
        return left > TimeSpan.Zero ? Task.Delay(left, time, cancellationToken) : Task.CompletedTask;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes the turn and reads what is to be sent, in one round trip; nothing while another replica has the turn.</summary>
    private async Task<List<Row>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Two statements, not one: the second sees what the last one to have the turn has committed.
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new($"select pg_try_advisory_xact_lock({LockKey})"));
        batch.BatchCommands.Add(new(
            """
            select position, topic, event_id, event_type, version, occurred_at, user_id, course_id, metadata, handler, traceparent
            from outbox where published_at is null and topic <> all ($1)
            order by position limit $2
            """)
        {
            Parameters = { new() { Value = _full.ToArray() }, new() { Value = _options.RelayBatch } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        await reader.ReadAsync(cancellationToken);
        if (!reader.GetBoolean(0))
        {
            return rows;
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    private static Row Read(NpgsqlDataReader reader)
    {
        T? Optional<T>(int column) => reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);

        var message = new PlatformEvent(
            reader.GetGuid(2),
            reader.GetString(3),
            reader.GetInt16(4),
            reader.GetFieldValue<DateTimeOffset>(5),
            Optional<Guid?>(6),
            Optional<Guid?>(7),
            JsonElement.Parse(reader.GetString(8)));
        return new(reader.GetString(1), new(message, reader.GetInt64(0), Optional<string>(9), Optional<string>(10)));
    }

    private async Task<IEnumerable<(long Position, string Receipt)>> PublishAsync(
        string topic, List<TransportMessage> messages, CancellationToken cancellationToken)
    {
        var receipts = await transport.PublishAsync(topic, messages, cancellationToken);
        if (receipts.Count < messages.Count && _full.Add(topic))
        {
            logger.LogWarning("Topic {Topic} is full; its events wait in the outbox until its handlers have caught up", topic);
        }

        return messages.Zip(receipts, (message, receipt) => (message.Position, receipt));
    }

    private async Task MarkAsync(
        NpgsqlConnection connection, List<(long Position, string Receipt)> receipts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            update outbox set published_at = $3, receipt = sent.receipt
            from unnest($1, $2) as sent (position, receipt) where outbox.position = sent.position
            """,
            connection);
        command.Parameters.Add(new() { Value = receipts.Select(sent => sent.Position).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = receipts.Select(sent => sent.Receipt).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Row(string Topic, TransportMessage Message);
}
