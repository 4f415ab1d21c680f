using LearningPlatform.Core.Events;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>Turns a registration into an account when its owner brings the token that was mailed.</summary>
public sealed class EmailVerification(NpgsqlDataSource database, AccountService accounts, OutboxSignal signal, TimeProvider time)
{
    public static readonly Failure BadToken = new(
        FailureKind.Invalid, "INVALID_TOKEN", "The link is not valid any more. Ask for a new one.");

    /// <summary>Makes the account, once: the same token later gives the same account again.</summary>
    public async Task<Outcome<User>> VerifyAsync(string? token, CancellationToken cancellationToken)
    {
        if (OneTimeToken.Parse(token) is not { } parsed)
        {
            return BadToken;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await LockAsync(connection, transaction, parsed.Hash(), cancellationToken);
        if (found is null)
        {
            return BadToken;
        }

        if (found.UserId is { } made)
        {
            return await ReadUserAsync(connection, transaction, made, cancellationToken);
        }

        var created = await CreateAsync(connection, transaction, found.Account, cancellationToken);
        if (!created.TryGet(out var user, out var failure))
        {
            return failure;
        }

        await FinishAsync(connection, transaction, parsed.Hash(), user, found.Language, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        return user;
    }

    /// <summary>Somebody else may have taken the username since; the address is what matters, so the account is made without it.</summary>
    private async Task<Outcome<User>> CreateAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, NewAccount account, CancellationToken cancellationToken)
    {
        var created = await accounts.InsertAsync(connection, transaction, account, "password", cancellationToken);
        return created.Failure == AccountService.UsernameTaken
            ? await accounts.InsertAsync(connection, transaction, account with { Username = null }, "password", cancellationToken)
            : created;
    }

    private async Task<Found?> LockAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            select email, username, password_hash, first_name, last_name, display_name, language, user_id from registrations
            where token_hash = $1 and expires_at > $2 for update
            """,
            transaction, hash, time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                new(
                    reader.GetString(0), reader.Maybe<string>(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                    reader.Maybe<string>(5)),
                reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetGuid(7))
            : null;
    }

    private static async Task FinishAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, byte[] hash, User user, string language, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With("update registrations set user_id = $2 where token_hash = $1", hash, user.Id)
            .With("delete from registrations where email = $1 and user_id is null", user.Email)
            .With("delete from undeliverable_addresses where address = $1", user.Email)
            .With("update user_profiles set language = $2 where user_id = $1", user.Id, language);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<Outcome<User>> ReadUserAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"select {UserColumns.Of("u")} from users u where id = $1", transaction, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? UserColumns.Read(reader, 0) : BadToken;
    }

    private sealed record Found(NewAccount Account, string Language, Guid? UserId);
}
