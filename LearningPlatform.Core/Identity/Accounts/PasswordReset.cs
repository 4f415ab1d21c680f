using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Passwords;
using LearningPlatform.Core.Identity.Sessions;
using LearningPlatform.Core.Mail;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>A forgotten password: a mailed token, good for an hour and for one use, sets a new one and ends every session.</summary>
public sealed class PasswordReset(
    NpgsqlDataSource database, PasswordHashing passwords, MailTemplates templates, OutboxSignal signal, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Mails a token if the address has an account, and does the same work if it has none.</summary>
    public async Task RequestAsync(string address, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(device);
        var email = Email.Normalize(address);
        var (userId, name, language) = await FindAsync(email, cancellationToken);
        var token = OneTimeToken.Create();
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch()
            .With(
                "insert into password_resets (token_hash, user_id, expires_at) values ($1, $2, $3)",
                token.Hash(), userId, userId is null ? now : now + Lifetime)
            .WithMail(templates.Compose(MailKind.ResetPassword, email, name, language, token.ToString()), now, userId is null)
            .WithAudit(new(AuditActions.PasswordResetRequested, null, userId, device.Address), now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Sets the password and returns the ids of the sessions that ended with the old one.</summary>
    public async Task<Outcome<PasswordChange.Changed>> ResetAsync(
        string? token, string wanted, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(device);
        // Hashed before the token is looked at: guessing tokens must not be cheaper than using one.
        var hash = await passwords.HashAsync(wanted, cancellationToken);
        if (OneTimeToken.Parse(token) is not { } parsed)
        {
            return EmailVerification.BadToken;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        await using (var use = connection.Command(
            "update password_resets set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2 returning user_id",
            transaction, parsed.Hash(), now))
        {
            if (await use.ExecuteScalarAsync(cancellationToken) is Guid userId)
            {
                var mail = await MailOfAsync(userId, cancellationToken);
                var changed = await PasswordStore.SetAsync(
                    connection, transaction, new(userId, hash, mail, RevocationReasons.PasswordReset, Guid.Empty, device), time,
                    cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                signal.Raise();
                return changed;
            }
        }

        return EmailVerification.BadToken;
    }

    private async Task<ComposedMail> MailOfAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select u.email, u.first_name, p.language from users u join user_profiles p on p.user_id = u.id where u.id = $1", userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return templates.Compose(MailKind.PasswordChanged, reader.GetString(0), reader.GetString(1), reader.GetString(2));
    }

    private async Task<(Guid? UserId, string Name, string Language)> FindAsync(string email, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select u.id, u.first_name, p.language from users u join user_profiles p on p.user_id = u.id
            where u.email = $1 and u.erased_at is null
            """,
            email);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetGuid(0), reader.GetString(1), reader.GetString(2)) : (null, "", "en");
    }
}
