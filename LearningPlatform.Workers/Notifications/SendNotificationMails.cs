using LearningPlatform.Core.Mail;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Workers.Jobs;
using Npgsql;

namespace LearningPlatform.Workers.Notifications;

/// <summary>Makes mails of the notifications whose time has come: one each, or one a person for the daily ones.</summary>
[Every(Seconds = 2)]
internal sealed class SendNotificationMails(NpgsqlDataSource database, NotificationMails mails, TimeProvider time) : IScheduledJob
{
    private const int PeopleAtOnce = 200;

    // What was read in the app meanwhile needs no mail a day later.
    private const string DueSql =
        """
        with people as (
            select user_id from notification_mails where due_at <= $1 group by user_id order by min(due_at) limit $2
        ), due as (
            delete from notification_mails using people
            where notification_mails.user_id = people.user_id and due_at <= $1
            returning notification_mails.*
        ), settings as (
            insert into notification_settings (user_id) select distinct user_id from due
            on conflict (user_id) do update set user_id = excluded.user_id
            returning user_id, unsubscribe_token
        )
        select users.id, users.email, users.display_name, profile.language, settings.unsubscribe_token,
               told.kind, told.data, due.digest, due.traceparent
        from due
        join notifications told on told.id = due.notification_id
        join users on users.id = due.user_id
        join settings on settings.user_id = due.user_id
        left join user_profiles profile on profile.user_id = due.user_id
        where not (due.digest and told.read_at is not null)
        order by users.id, told.id
        """;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await SendAsync(cancellationToken) == PeopleAtOnce)
        {
        }
    }

    private async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await TakeAsync(connection, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var person in due.GroupBy(row => row.UserId))
        {
            Add(batch, [.. person]);
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return due.DistinctBy(row => row.UserId).Count();
    }

    private void Add(NpgsqlBatch batch, List<Due> ofOnePerson)
    {
        var now = time.GetUtcNow();
        foreach (var single in ofOnePerson.Where(due => !due.Digest))
        {
            batch.WithAccountMail(mails.Compose(single.Recipient, [(single.Kind, single.Data)], digest: false), single.Traceparent, now);
        }

        var daily = ofOnePerson.Where(due => due.Digest).ToList();
        if (daily.Count > 0)
        {
            var mail = mails.Compose(daily[0].Recipient, daily.ConvertAll(due => (due.Kind, due.Data)), digest: true);
            batch.WithAccountMail(mail, daily[0].Traceparent, now);
        }
    }

    private async Task<List<Due>> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(DueSql, connection);
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        command.Parameters.Add(new() { Value = PeopleAtOnce });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Due>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (NotificationKinds.TryParse(reader.GetString(5), out var kind))
            {
                rows.Add(new(
                    reader.GetGuid(0),
                    new(
                        reader.GetString(1),
                        reader.GetString(2),
                        reader.IsDBNull(3) ? "en" : reader.GetString(3),
                        reader.GetFieldValue<byte[]>(4)),
                    kind,
                    reader.GetString(6),
                    reader.GetBoolean(7),
                    reader.IsDBNull(8) ? null : reader.GetString(8)));
            }
        }

        return rows;
    }

    private sealed record Due(Guid UserId, MailRecipient Recipient, NotificationKind Kind, string Data, bool Digest, string? Traceparent);
}
