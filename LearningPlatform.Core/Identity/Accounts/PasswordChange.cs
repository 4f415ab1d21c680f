using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Passwords;
using LearningPlatform.Core.Identity.Sessions;
using LearningPlatform.Core.Mail;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>Changes a password for who knows the old one, and ends every other session.</summary>
public sealed class PasswordChange(
    NpgsqlDataSource database, PasswordHashing passwords, MailTemplates templates, OutboxSignal signal, TimeProvider time)
{
    private static readonly Failure NotYours = Failure.Invalid("current_password", "This is not your password.");

    /// <summary>What ended with the old password.</summary>
    /// <param name="EndedSessions">For <c>RevokedSessions</c>.</param>
    public sealed record Changed(IReadOnlyList<Guid> EndedSessions);

    /// <summary>Stores <paramref name="wanted"/> and ends every session but the caller's.</summary>
    public async Task<Outcome<Changed>> ChangeAsync(
        Caller caller, string current, string wanted, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var stored = await StoredAsync(caller.UserId, cancellationToken);
        if (await passwords.VerifyAsync(stored?.Hash, current, cancellationToken) == PasswordCheck.Wrong)
        {
            return NotYours;
        }

        var hash = await passwords.HashAsync(wanted, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Of two changes at once the second one's "current password" is no longer that.
        await using var check = connection.Command(
            "select 1 from users where id = $1 and password_hash = $2 for update", transaction, caller.UserId, stored!.Hash);
        if (await check.ExecuteScalarAsync(cancellationToken) is null)
        {
            return NotYours;
        }

        var changed = await PasswordStore.SetAsync(
            connection, transaction, new(caller.UserId, hash, stored.Mail, RevocationReasons.PasswordChanged, caller.SessionId, device),
            time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        return changed;
    }

    private async Task<Stored?> StoredAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select u.password_hash, u.email, u.first_name, p.language from users u join user_profiles p on p.user_id = u.id
            where u.id = $1 and u.password_hash is not null
            """,
            userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetString(0),
                templates.Compose(MailKind.PasswordChanged, reader.GetString(1), reader.GetString(2), reader.GetString(3)))
            : null;
    }

    private sealed record Stored(string Hash, ComposedMail Mail);
}
