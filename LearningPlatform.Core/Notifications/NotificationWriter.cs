using System.Data.Common;
using System.Diagnostics;
using LearningPlatform.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Notifications;

/// <summary>What is to be told, to whomever it may be.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Data">A JSON object.</param>
/// <param name="EventId">Its cause.</param>
/// <param name="ByMail">False where another mail says the same already.</param>
public sealed record NotificationDraft(NotificationKind Kind, string Data, Guid? EventId, bool ByMail = true)
{
    /// <summary>W3C trace context that a mail goes on with; of the current activity unless set.</summary>
    public string? Traceparent { get; init; } = Activity.Current?.Id;
}

/// <summary>Writes notifications for any number of people, each as they have chosen, in the transaction of their cause.</summary>
public sealed class NotificationWriter(TimeProvider time)
{
    /// <summary>Returns what is to be shown in the app. Whoever has no account, or wants this kind in no way, gets nothing.</summary>
    public Task<IReadOnlyList<Notification>> AddAsync(
        LearningDbContext db, NotificationDraft draft, IReadOnlyCollection<Guid> userIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(draft);
        return AddAsync(db.CreateBatch, [.. userIds.Select(userId => (userId, draft))], cancellationToken);
    }

    /// <summary>The same for several drafts of one kind, in two round trips whatever their number.</summary>
    /// <param name="createBatch">Makes batches in the open transaction.</param>
    /// <param name="drafts">Whom to tell what.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task<IReadOnlyList<Notification>> AddAsync(
        Func<NpgsqlBatch> createBatch, IReadOnlyList<(Guid UserId, NotificationDraft Draft)> drafts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(createBatch);
        ArgumentNullException.ThrowIfNull(drafts);
        if (drafts.Count == 0)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var recipients = await RecipientsAsync(
            createBatch, drafts[0].Draft.Kind, [.. drafts.Select(draft => draft.UserId).Distinct()], cancellationToken);
        var told = drafts
            .Where(draft => recipients.TryGetValue(draft.UserId, out var recipient) && (recipient.InApp || Mails(draft.Draft, recipient)))
            .Select(draft => (draft.Draft, Recipient: recipients[draft.UserId], Notification: New(draft.Draft, recipients[draft.UserId], now)))
            .ToList();
        if (told.Count == 0)
        {
            return [];
        }

        await using var batch = createBatch();
        batch.BatchCommands.Add(InsertNotifications([.. told.Select(one => (one.Draft, one.Notification))]));
        batch.BatchCommands.Add(InsertMails(
            [.. told.Where(one => Mails(one.Draft, one.Recipient)).Select(one => Mail(one.Draft, one.Recipient, one.Notification))]));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return [.. told.Select(one => one.Notification).Where(notification => notification.InApp)];
    }

    private static bool Mails(NotificationDraft draft, Recipient recipient) => draft.ByMail && recipient.Email != EmailDelivery.Off;

    private static Notification New(NotificationDraft draft, Recipient recipient, DateTimeOffset now) => new()
    {
        Id = OrderedId.At(now),
        UserId = recipient.UserId,
        Kind = draft.Kind,
        Data = draft.Data,
        EventId = draft.EventId,
        InApp = recipient.InApp,
        CreatedAt = now,
    };

    private static WaitingMail Mail(NotificationDraft draft, Recipient recipient, Notification notification)
    {
        var digest = recipient.Email == EmailDelivery.Digest;
        var due = notification.Kind.IsMandatory() ? notification.CreatedAt : recipient.Times.DueAt(notification.CreatedAt, digest);
        return new(notification.Id, recipient.UserId, digest, due, draft.Traceparent);
    }

    private static async Task<Dictionary<Guid, Recipient>> RecipientsAsync(
        Func<NpgsqlBatch> createBatch, NotificationKind kind, Guid[] userIds, CancellationToken cancellationToken)
    {
        await using var batch = createBatch();
        batch.BatchCommands.Add(new(
            """
            select users.id, chosen.in_app, chosen.email, profile.time_zone, settings.quiet_from, settings.quiet_until, settings.digest_at
            from users
            left join user_profiles profile on profile.user_id = users.id
            left join notification_settings settings on settings.user_id = users.id
            left join notification_preferences chosen on chosen.user_id = users.id and chosen.kind = $1
            where users.id = any ($2)
            """)
        {
            Parameters = { new() { Value = kind.Name() }, new() { Value = userIds } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var recipients = new Dictionary<Guid, Recipient>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var recipient = Read(reader, kind);
            recipients.Add(recipient.UserId, recipient);
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

    private static NpgsqlBatchCommand InsertNotifications(IReadOnlyList<(NotificationDraft Draft, Notification Notification)> told)
    {
        // One draft may go to thousands: what it says is sent once.
        var drafts = told.Select(one => one.Draft).Distinct().ToList();
        var numbers = drafts.Index().ToDictionary(draft => draft.Item, draft => draft.Index + 1);
        return new(
            """
            insert into notifications (id, user_id, kind, data, event_id, in_app, created_at)
            select id, user_id, $5, ($6::jsonb[])[draft], ($7::uuid[])[draft], in_app, $8
            from unnest($1, $2, $3, $4) as told (id, user_id, in_app, draft)
            """)
        {
            Parameters =
            {
                new() { Value = told.Select(one => one.Notification.Id).ToArray() },
                new() { Value = told.Select(one => one.Notification.UserId).ToArray() },
                new() { Value = told.Select(one => one.Notification.InApp).ToArray() },
                new() { Value = told.Select(one => numbers[one.Draft]).ToArray() },
                new() { Value = drafts[0].Kind.Name() },
                new() { Value = drafts.Select(draft => draft.Data).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                new() { Value = drafts.Select(draft => draft.EventId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = told[0].Notification.CreatedAt },
            },
        };
    }

    private static NpgsqlBatchCommand InsertMails(WaitingMail[] mails) => new(
        """
        insert into notification_mails (notification_id, user_id, digest, due_at, traceparent)
        select notification_id, user_id, digest, due_at, traceparent
        from unnest($1, $2, $3, $4, $5) as mail (notification_id, user_id, digest, due_at, traceparent)
        """)
    {
        Parameters =
        {
            new() { Value = mails.Select(mail => mail.NotificationId).ToArray() },
            new() { Value = mails.Select(mail => mail.UserId).ToArray() },
            new() { Value = mails.Select(mail => mail.Digest).ToArray() },
            new() { Value = mails.Select(mail => mail.DueAt).ToArray() },
            new() { Value = mails.Select(mail => mail.Traceparent).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        },
    };

    private sealed record Recipient(Guid UserId, bool InApp, EmailDelivery Email, MailTimes Times);

    private sealed record WaitingMail(Guid NotificationId, Guid UserId, bool Digest, DateTimeOffset DueAt, string? Traceparent);
}
