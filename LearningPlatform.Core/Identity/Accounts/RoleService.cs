using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Sessions;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>What somebody may do on the platform.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Role">student, instructor or admin.</param>
/// <param name="Roles">The same as a list: everybody has one role (document 5 asks for a list).</param>
public sealed record RoleView(Guid UserId, Role Role, IReadOnlyList<Role> Roles);

/// <summary>A changed role.</summary>
/// <param name="View">As it is now.</param>
/// <param name="EndedSessions">For <c>RevokedSessions</c>: who may do less now must not go on with an old token.</param>
public sealed record RoleChange(RoleView View, IReadOnlyList<Guid> EndedSessions);

/// <summary>Reads and changes roles.</summary>
public sealed class RoleService(NpgsqlDataSource database, OutboxSignal signal, TimeProvider time)
{
    private const long LockKey = 0x4C50_524F_4C45_0001;

    public static readonly Failure LastAdmin = Failure.Conflict("LAST_ADMIN", "This is the last admin; make somebody else one first.");
    private static readonly Failure NotFound = Failure.NotFound("USER_NOT_FOUND", "There is no such user.");

    public async Task<Outcome<RoleView>> GetAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select role from users where id = $1", userId);
        return Roles.TryParse(await command.ExecuteScalarAsync(cancellationToken) as string, out var role) ? View(userId, role) : NotFound;
    }

    /// <summary>Gives the role, unless that would leave the platform without an admin.</summary>
    public async Task<Outcome<RoleChange>> ChangeAsync(
        Guid userId, Role wanted, Caller admin, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(admin);
        ArgumentNullException.ThrowIfNull(device);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var locked = await LockAsync(connection, transaction, userId, cancellationToken);
        if (locked is not var (current, admins))
        {
            return NotFound;
        }

        if (current == wanted)
        {
            return new RoleChange(View(userId, current), []);
        }

        if (current == Role.Admin && admins == 1)
        {
            return LastAdmin;
        }

        var ended = await StoreAsync(connection, transaction, new(userId, current, wanted, admin.UserId, device.Address), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        return new RoleChange(View(userId, wanted), ended);
    }

    /// <summary>
    /// Role and number of admins, under a lock that everything takes that may take an admin away; null without such a user.
    /// </summary>
    internal static async Task<(Role Role, long Admins)?> LockAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid userId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With("select pg_advisory_xact_lock($1)", LockKey)
            .With("select role, (select count(*) from users where role = 'admin') from users where id = $1 for update", userId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && Roles.TryParse(reader.GetString(0), out var role)
            ? (role, reader.GetInt64(1))
            : null;
    }

    private async Task<IReadOnlyList<Guid>> StoreAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Change change, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var mayLess = change.To < change.From;
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With(
                """
                update sessions set revoked_at = $2, revoked_reason = $3 where user_id = $1 and revoked_at is null and $4 returning id
                """,
                change.UserId, now, RevocationReasons.RoleChanged, mayLess)
            .With(
                "update users set role = $2, updated_at = $3, version = version + 1 where id = $1",
                change.UserId, change.To.Name(), now)
            .WithAudit(
                new(AuditActions.RoleChanged, change.AdminId, change.UserId, change.Address)
                {
                    Details = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["from"] = change.From.Name(),
                        ["to"] = change.To.Name(),
                    },
                },
                now);
        batch.BatchCommands.Add(OutboxMessage.Of(
            new UserRoleChanged(change.From.Name(), change.To.Name(), change.AdminId), change.UserId, null, time).ToBatchCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }

    private static RoleView View(Guid userId, Role role) => new(userId, role, [role]);

    private sealed record Change(Guid UserId, Role From, Role To, Guid AdminId, string Address);
}
