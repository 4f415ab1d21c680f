using System.Diagnostics;
using System.Text.Json;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Mail;

/// <summary>The way into the table <c>outgoing_mails</c>.</summary>
public static class MailQueue
{
    /// <summary>
    /// Mails of one subject to one address within an hour; more are not sent, so that nobody can be flooded through us. Whoever asked for
    /// them has the links of the earlier ones, which live as long; and other mail does not use the limit up.
    /// </summary>
    public const int HourlyLimit = 5;

    /// <summary>
    /// Adds the mail to <paramref name="batch"/>, that is, to its transaction. With <paramref name="discard"/> it is stored and never
    /// sent: the same work for an address that has nothing to get.
    /// </summary>
    public static NpgsqlBatch WithMail(this NpgsqlBatch batch, ComposedMail mail, DateTimeOffset now, bool discard = false)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(mail);
        return batch.With(
            """
            insert into outgoing_mails (id, recipient, subject, text_body, html_body, state, next_attempt_at, created_at, traceparent)
            select $1, $2, $3, $4, $5,
                   case when $6 or (select count(*) from outgoing_mails
                                    where recipient = $2 and subject = $3 and state <> 'discarded' and created_at > $7 - interval '1 hour') >= $8
                        then 'discarded' else 'pending' end,
                   $7, $7, $9::text
            """,
            OrderedId.At(now), mail.To, mail.Subject, mail.Text, mail.Html, discard, now, HourlyLimit, Activity.Current?.Id);
    }

    /// <summary>
    /// The same for a mail that the platform has reason to send to an account: no limit, and its own header lines.
    /// <paramref name="traceparent"/> is the trace context of its cause.
    /// </summary>
    public static NpgsqlBatch WithAccountMail(this NpgsqlBatch batch, ComposedMail mail, string? traceparent, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(mail);
        return batch.With(
            """
            insert into outgoing_mails
                (id, recipient, subject, text_body, html_body, state, next_attempt_at, created_at, headers, traceparent)
            values ($1, $2, $3, $4, $5, 'pending', $6, $6, $7::jsonb, $8::text)
            """,
            OrderedId.At(now), mail.To, mail.Subject, mail.Text, mail.Html, now, JsonSerializer.Serialize(mail.Headers), traceparent);
    }
}
