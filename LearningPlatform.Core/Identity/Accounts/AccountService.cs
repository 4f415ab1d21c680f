using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Passwords;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>Makes accounts: from a verified registration, an outside login, the first admin, samples and tests.</summary>
public sealed class AccountService(NpgsqlDataSource database, PasswordHashing passwords, OutboxSignal signal, TimeProvider time)
{
    public static readonly Failure EmailTaken = Failure.Conflict("EMAIL_TAKEN", "There is an account with this address.");
    public static readonly Failure UsernameTaken = Failure.Conflict("USERNAME_TAKEN", "This username is taken.");

    /// <summary>A verified account with a password, without any mail: for samples, tests and operators.</summary>
    public async Task<Outcome<User>> CreateUserAsync(
        string email, string? username, string password, string firstName, string lastName, Role role, CancellationToken cancellationToken)
    {
        var hash = await passwords.HashAsync(password, cancellationToken);
        return await CreateAsync(new(email, username, hash, firstName, lastName, Role: role), "admin", cancellationToken);
    }

    /// <summary>
    /// Stores the account, its empty profile, the events and the audit entry; refuses a taken address or username.
    /// <paramref name="method"/> is how it came about: <c>password</c>, <c>google</c>, <c>github</c> or <c>admin</c>.
    /// </summary>
    public async Task<Outcome<User>> CreateAsync(NewAccount account, string method, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var outcome = await InsertAsync(connection, transaction, account, method, cancellationToken);
        if (outcome.Failure is null)
        {
            await transaction.CommitAsync(cancellationToken);
            signal.Raise();
        }

        return outcome;
    }

    /// <summary>The same within the caller's transaction, which a refusal leaves usable.</summary>
    internal async Task<Outcome<User>> InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, NewAccount account, string method, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var now = time.GetUtcNow();
        var user = account.ToUser(now);
        if (!await InsertUserAsync(connection, transaction, user, cancellationToken))
        {
            await using var taken = connection.Command("select 1 from users where email = $1", transaction, user.Email);
            return await taken.ExecuteScalarAsync(cancellationToken) is null ? UsernameTaken : EmailTaken;
        }

        await using var rest = new NpgsqlBatch(connection, transaction)
            .With("insert into user_profiles (user_id) values ($1)", user.Id)
            .WithAudit(new(AuditActions.AccountCreated, null, user.Id, null), now);
        rest.BatchCommands.Add(OutboxMessage.Of(new UserRegistered(method), user.Id, null, time).ToBatchCommand());
        rest.BatchCommands.Add(OutboxMessage.Of(new UserEmailVerified(), user.Id, null, time).ToBatchCommand());
        await rest.ExecuteNonQueryAsync(cancellationToken);
        return user;
    }

    private static async Task<bool> InsertUserAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, User user, CancellationToken cancellationToken)
    {
        await using var insert = connection.Command(
            """
            insert into users (id, email, username, password_hash, first_name, last_name, display_name, avatar_url, role,
                               email_verified_at, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) on conflict do nothing
            """,
            transaction,
            user.Id,
            user.Email,
            user.Username,
            user.PasswordHash,
            user.FirstName,
            user.LastName,
            user.DisplayName,
            user.AvatarUrl,
            user.Role.Name(),
            user.EmailVerifiedAt,
            user.CreatedAt);
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
