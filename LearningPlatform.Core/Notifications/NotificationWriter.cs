using System.Data.Common;
using System.Diagnostics;
using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Notifications;

/// <summary>What is to be told, to whomever it may be.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Data">A JSON object.</param>
/// <param name="EventId">Its cause.</param>
/// <param name="ByMail">False where another mail says the same already.</param>
public sealed record NotificationDraft(NotificationKind Kind, string Data, Guid? EventId, bool ByMail = true);

/// <summary>Writes notifications for any number of people, each as they have chosen, in the context's open transaction.</summary>
public sealed class NotificationWriter(TimeProvider time)
{
    /// <summary>Returns what is to be shown in the app. Whoever has no account, or wants this kind in no way, gets nothing.</summary>
    public async Task<IReadOnlyList<Notification>> AddAsync(
        LearningDbContext db, NotificationDraft draft, IReadOnlyCollection<Guid> userIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(draft);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var transaction = (NpgsqlTransaction)(db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Notifications are written in the transaction of their cause."));
        var now = time.GetUtcNow();
        var recipients = await RecipientsAsync(connection, transaction, draft.Kind, userIds, cancellationToken);
        var told = recipients
            .Where(recipient => recipient.InApp || Mails(recipient))
            .Select(recipient => (Recipient: recipient, Notification: New(draft, recipient, now)))
            .ToList();
        if (told.Count == 0)
        {
            return [];
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(InsertNotifications(draft, told.ConvertAll(pair => pair.Notification)));
        batch.BatchCommands.Add(InsertMails(
            [.. told.Where(pair => Mails(pair.Recipient)).Select(pair => Mail(pair.Recipient, pair.Notification))]));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return [.. told.Select(pair => pair.Notification).Where(notification => notification.InApp)];

        bool Mails(Recipient recipient) => draft.ByMail && recipient.Email != EmailDelivery.Off;
    }

    private static Notification New(NotificationDraft draft, Recipient recipient, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = recipient.UserId,
        Kind = draft.Kind,
        Data = draft.Data,
        EventId = draft.EventId,
        InApp = recipient.InApp,
        CreatedAt = now,
    };

    private static WaitingMail Mail(Recipient recipient, Notification notification)
    {
        var digest = recipient.Email == EmailDelivery.Digest;
        var due = notification.Kind.IsMandatory() ? notification.CreatedAt : recipient.Times.DueAt(notification.CreatedAt, digest);
        return new(notification.Id, recipient.UserId, digest, due);
    }

    private static async Task<List<Recipient>> RecipientsAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        NotificationKind kind,
        IReadOnlyCollection<Guid> userIds,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select users.id, chosen.in_app, chosen.email, profile.time_zone, settings.quiet_from, settings.quiet_until, settings.digest_at
            from users
            left join user_profiles profile on profile.user_id = users.id
            left join notification_settings settings on settings.user_id = users.id
            left join notification_preferences chosen on chosen.user_id = users.id and chosen.kind = $1
            where users.id = any ($2)
            """,
            connection,
            transaction);
        command.Parameters.Add(new() { Value = kind.Name() });
        command.Parameters.Add(new() { Value = userIds.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var recipients = new List<Recipient>();
        while (await reader.ReadAsync(cancellationToken))
        {
            recipients.Add(Read(reader, kind));
        }

        return recipients;
    }

    private static Recipient Read(DbDataReader reader, NotificationKind kind)
    {
        T? Maybe<T>(int column) => reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);

        var standard = kind.Default();
        var chosen = !reader.IsDBNull(1) && !kind.IsMandatory();
        return new(
            reader.GetGuid(0),
            chosen ? reader.GetBoolean(1) : standard.InApp,
            chosen ? Enum.Parse<EmailDelivery>(reader.GetString(2), ignoreCase: true) : standard.Email,
            new(Maybe<string>(3) ?? "UTC", Maybe<TimeOnly?>(4), Maybe<TimeOnly?>(5), Maybe<TimeOnly?>(6) ?? NotificationSettings.DefaultDigestAt));
    }

    private static NpgsqlBatchCommand InsertNotifications(NotificationDraft draft, List<Notification> notifications) => new(
        """
        insert into notifications (id, user_id, kind, data, event_id, in_app, created_at)
        select id, user_id, $4, $5, $6, in_app, $7 from unnest($1, $2, $3) as told (id, user_id, in_app)
        """)
    {
        Parameters =
        {
            new() { Value = notifications.Select(notification => notification.Id).ToArray() },
            new() { Value = notifications.Select(notification => notification.UserId).ToArray() },
            new() { Value = notifications.Select(notification => notification.InApp).ToArray() },
            new() { Value = draft.Kind.Name() },
            new() { Value = draft.Data, NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = (object?)draft.EventId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new() { Value = notifications[0].CreatedAt },
        },
    };

    private static NpgsqlBatchCommand InsertMails(WaitingMail[] mails) => new(
        """
        insert into notification_mails (notification_id, user_id, digest, due_at, traceparent)
        select notification_id, user_id, digest, due_at, $5 from unnest($1, $2, $3, $4) as mail (notification_id, user_id, digest, due_at)
        """)
    {
        Parameters =
        {
            new() { Value = mails.Select(mail => mail.NotificationId).ToArray() },
            new() { Value = mails.Select(mail => mail.UserId).ToArray() },
            new() { Value = mails.Select(mail => mail.Digest).ToArray() },
            new() { Value = mails.Select(mail => mail.DueAt).ToArray() },
            new() { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        },
    };

    private sealed record Recipient(Guid UserId, bool InApp, EmailDelivery Email, MailTimes Times);

    private sealed record WaitingMail(Guid NotificationId, Guid UserId, bool Digest, DateTimeOffset DueAt);
}
