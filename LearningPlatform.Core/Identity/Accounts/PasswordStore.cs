using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Sessions;
using LearningPlatform.Core.Mail;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>A new password on its way into the database.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Hash">Of the new one.</param>
/// <param name="Mail">Tells the owner.</param>
/// <param name="Reason">Why sessions end: one of <see cref="RevocationReasons"/>.</param>
/// <param name="KeptSession">The one that goes on; empty for none.</param>
/// <param name="Device">Where it is changed from.</param>
internal sealed record PasswordUpdate(Guid UserId, string Hash, ComposedMail Mail, string Reason, Guid KeptSession, ClientDevice Device);

/// <summary>What changing and resetting a password have in common: the hash, the end of other sessions, mail, event, audit entry.</summary>
internal static class PasswordStore
{
    public static async Task<PasswordChange.Changed> SetAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        PasswordUpdate update,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isReset = update.Reason == RevocationReasons.PasswordReset;
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With(
                """
                update sessions set revoked_at = $2, revoked_reason = $3
                where user_id = $1 and id <> $4 and revoked_at is null returning id
                """,
                update.UserId, now, update.Reason, update.KeptSession)
            .With("update users set password_hash = $2, updated_at = $3 where id = $1", update.UserId, update.Hash, now)
            // Links that were mailed for the old password are over.
            .With("update password_resets set used_at = $2 where user_id = $1 and used_at is null", update.UserId, now)
            .WithMail(update.Mail, now)
            .WithAudit(
                new(
                    isReset ? AuditActions.PasswordReset : AuditActions.PasswordChanged, update.UserId, update.UserId, update.Device.Address),
                now);
        batch.BatchCommands.Add(OutboxMessage.Of(new UserPasswordChanged(isReset), update.UserId, null, time).ToBatchCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return new(await reader.ReadIdsAsync(cancellationToken));
    }
}
