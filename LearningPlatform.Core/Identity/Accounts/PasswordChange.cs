using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Passwords;
using LearningPlatform.Core.Identity.Sessions;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>Sets passwords: changed by who knows the old one, or reset by who holds the mailed token.</summary>
public sealed class PasswordChange(NpgsqlDataSource database, PasswordHashing passwords, TimeProvider time)
{
    /// <summary>What ended with the old password.</summary>
    /// <param name="EndedSessions">For <c>RevokedSessions</c>.</param>
    public sealed record Changed(IReadOnlyList<Guid> EndedSessions);

    /// <summary>Stores <paramref name="wanted"/> and ends every session but the caller's.</summary>
    public async Task<Outcome<Changed>> ChangeAsync(
        Caller caller, string current, string wanted, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(device);
        var stored = await StoredHashAsync(caller.UserId, cancellationToken);
        if (await passwords.VerifyAsync(stored, current, cancellationToken) == PasswordCheck.Wrong)
        {
            return Failure.Invalid("current_password", "This is not your password.");
        }

        var hash = await passwords.HashAsync(wanted, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Of two changes at once the second one's "current password" is no longer that.
        await using var update = connection.Command(
            "update users set password_hash = $3, updated_at = $4 where id = $1 and password_hash = $2",
            transaction, caller.UserId, stored, hash, time.GetUtcNow());
        if (await update.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return Failure.Invalid("current_password", "This is not your password.");
        }

        var ended = await EndSessionsAsync(
            connection, transaction, caller.UserId, caller.SessionId, RevocationReasons.PasswordChanged, cancellationToken);
        await AuditAsync(connection, transaction, new(AuditActions.PasswordChanged, caller.UserId, caller.UserId, device.Address), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Changed(ended);
    }

    private async Task<string?> StoredHashAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select password_hash from users where id = $1", userId);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private async Task<IReadOnlyList<Guid>> EndSessionsAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Guid userId,
        Guid except,
        string reason,
        CancellationToken cancellationToken)
    {
        await using var end = connection.Command(
            "update sessions set revoked_at = $2, revoked_reason = $3 where user_id = $1 and id <> $4 and revoked_at is null returning id",
            transaction, userId, time.GetUtcNow(), reason, except);
        await using var reader = await end.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }

    private async Task AuditAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, AuditEntry entry, CancellationToken cancellationToken)
    {
        await using var audit = new NpgsqlBatch(connection, transaction).WithAudit(entry, time.GetUtcNow());
        await audit.ExecuteNonQueryAsync(cancellationToken);
    }
}
