using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using LearningPlatform.Core.Mail;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Workers.Events;
using Npgsql;

namespace LearningPlatform.Workers.Mail;

/// <summary>
/// Takes one due mail at a time from <c>outgoing_mails</c>, sends it and records what became of it. The row stays locked in between, so
/// replicas share the work; a crash in between unlocks it, and the mail is sent again rather than not at all.
/// </summary>
internal sealed class MailDelivery(NpgsqlDataSource database, IMailSender sender, TimeProvider time, ILogger<MailDelivery> logger)
{
    /// <summary>With the pauses of <see cref="PauseAfter"/> these are about a day.</summary>
    public const int MaxAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(4);
    private const int ReasonLength = 500;

    /// <summary>Sends the mail that is due first; false when none is.</summary>
    public async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await TakeAsync(connection, cancellationToken);
        if (due is null)
        {
            return false;
        }

        using var activity = EventTelemetry.Continue("send mail", ActivityKind.Producer, due.Traceparent);
        var verdict = due.IsUndeliverable
            ? new(MailVerdictKind.Refused, "The address was refused before.")
            : await SendAsync(due.Mail, cancellationToken);
        // Not cancelled any more: what was sent must be recorded as sent.
        await RecordAsync(connection, due, verdict);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <summary>Doubling pauses, up to half of each at random, so that a returning server is not met by all at once.</summary>
    public static TimeSpan PauseAfter(int attempts)
    {
        var pause = FirstPause * (1L << int.Min(attempts, 20));
        pause = pause < LongestPause ? pause : LongestPause;
        return pause * (1 + (RandomNumberGenerator.GetInt32(0, 500) / 1000.0));
    }

    private async Task<MailVerdict> SendAsync(ComposedMail mail, CancellationToken cancellationToken)
    {
        try
        {
            return await sender.SendAsync(mail, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new(MailVerdictKind.Later, exception.Message);
        }
    }

    private async Task<Due?> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select id, recipient, subject, text_body, html_body, attempts, headers, traceparent,
                   exists (select 1 from undeliverable_addresses u where u.address = m.recipient and u.since > $1 - interval '7 days')
            from outgoing_mails m where state = 'pending' and next_attempt_at <= $1
            order by next_attempt_at limit 1 for update of m skip locked
            """,
            connection)
        {
            Parameters = { new() { Value = time.GetUtcNow() } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetGuid(0),
                new(reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)) { Headers = HeadersOf(reader) },
                reader.GetInt32(5),
                reader.GetBoolean(8),
                reader.IsDBNull(7) ? null : reader.GetString(7))
            : null;
    }

    private static Dictionary<string, string> HeadersOf(NpgsqlDataReader reader) =>
        reader.IsDBNull(6) ? [] : JsonSerializer.Deserialize(reader.GetString(6), NotificationJson.Default.DictionaryStringString) ?? [];

    private async Task RecordAsync(NpgsqlConnection connection, Due due, MailVerdict verdict)
    {
        var attempts = due.Attempts + 1;
        var isOver = verdict.Kind != MailVerdictKind.Later || attempts >= MaxAttempts;
        var state = verdict.Kind == MailVerdictKind.Sent ? "sent" : isOver ? "failed" : "pending";
        var reason = verdict.Reason.Length > ReasonLength ? verdict.Reason[..ReasonLength] : verdict.Reason;
        if (verdict.Kind != MailVerdictKind.Sent)
        {
            logger.LogWarning("Mail {MailId} was not taken ({Verdict}), attempt {Attempt}: {Reason}", due.Id, verdict.Kind, attempts, reason);
        }

        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection);
        // The body has a link that signs somebody in, more or less: it goes as soon as it is not needed, unless there is a mailbox to show it.
        batch.BatchCommands.Add(new(
            """
            update outgoing_mails
            set state = $2, attempts = $3, next_attempt_at = $4, last_error = $5, finished_at = $6,
                text_body = case when $7 then '' else text_body end, html_body = case when $7 then '' else html_body end
            where id = $1
            """)
        {
            Parameters =
            {
                new() { Value = due.Id },
                new() { Value = state },
                new() { Value = attempts },
                new() { Value = now + PauseAfter(due.Attempts) },
                new() { Value = reason.Length == 0 ? DBNull.Value : reason },
                new() { Value = isOver ? now : DBNull.Value },
                new() { Value = isOver && sender is not MailboxSender },
            },
        });
        if (verdict.Kind == MailVerdictKind.NoSuchAddress)
        {
            batch.BatchCommands.Add(new(
                """
                insert into undeliverable_addresses (address, reason, since) values ($1, $2, $3)
                on conflict (address) do update set reason = excluded.reason, since = excluded.since
                """)
            {
                Parameters = { new() { Value = due.Mail.To }, new() { Value = reason }, new() { Value = now } },
            });
        }

        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private sealed record Due(Guid Id, ComposedMail Mail, int Attempts, bool IsUndeliverable, string? Traceparent);
}

/// <summary>Leaves every mail where it is: the Api shows it at <c>/dev/mailbox</c>.</summary>
internal sealed class MailboxSender : IMailSender
{
    public Task<MailVerdict> SendAsync(ComposedMail mail, CancellationToken cancellationToken) => Task.FromResult(MailVerdict.Sent);
}
