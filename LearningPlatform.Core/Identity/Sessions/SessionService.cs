using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Audit;
using Npgsql;

namespace LearningPlatform.Core.Identity.Sessions;

/// <summary>Devices: started by a sign-in, listed, ended. Refreshing is <see cref="SessionRefresh"/>.</summary>
/// <remarks>
/// What ends sessions returns their ids: the caller also tells <c>RevokedSessions</c>, so that access tokens already out there stop
/// working at once in every service.
/// </remarks>
public sealed class SessionService(NpgsqlDataSource database, TokenIssuer issuer, OutboxSignal signal, TimeProvider time)
{
    /// <summary>
    /// Starts a session; <paramref name="method"/> (<c>password</c>, <c>google</c>, …) goes into the audit log, and the owner is told of
    /// a device that <paramref name="isNew"/>.
    /// </summary>
    public async Task<SignedIn> StartAsync(User user, ClientDevice device, string method, bool isNew, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(device);
        var now = time.GetUtcNow();
        var expires = now + IdentitySettings.RefreshTokenLifetime;
        var sessionId = OrderedId.At(now);
        var token = RefreshToken.Create();
        await using var batch = database.CreateBatch()
            .With(
                """
                insert into sessions (id, user_id, user_agent, address, created_at, last_used_at, expires_at)
                values ($1, $2, $3, $4, $5, $5, $6)
                """,
                sessionId, user.Id, device.StoredUserAgent, device.Address, now, expires)
            .With("insert into refresh_tokens (token_hash, session_id, expires_at) values ($1, $2, $3)", token.Hash(), sessionId, expires)
            .WithAudit(
                new(AuditActions.SignIn, user.Id, user.Id, device.Address)
                {
                    Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["method"] = method },
                },
                now);
        batch.BatchCommands.Add(OutboxMessage.Of(new UserSignedIn(sessionId, isNew), user.Id, null, time).ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        signal.Raise();
        var accessToken = await issuer.IssueAsync(user.Id, user.Role, sessionId, cancellationToken);
        return new(user, new(sessionId, accessToken, token.ToString(), issuer.CsrfTokenOf(sessionId)));
    }

    /// <summary>The devices that are signed in, the one used last first.</summary>
    public async Task<IReadOnlyList<SessionView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var command = database.Command(
            """
            select id, user_agent, address, created_at, last_used_at, expires_at from sessions
            where user_id = $1 and revoked_at is null and expires_at > $2 order by last_used_at desc, id desc limit 100
            """,
            caller.UserId, time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sessions = new List<SessionView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            sessions.Add(new(
                id, reader.GetString(1), reader.GetString(2), reader.Time(3), reader.Time(4), reader.Time(5), id == caller.SessionId));
        }

        return sessions;
    }

    /// <summary>Ends one session of <paramref name="userId"/>; false when there is no such session or it had ended.</summary>
    public async Task<bool> EndAsync(
        Guid userId, Guid sessionId, string reason, ClientDevice device, CancellationToken cancellationToken)
    {
        var ended = await EndWhereAsync("user_id = $1 and id = $4", userId, reason, device, sessionId, cancellationToken);
        return ended.Count > 0;
    }

    /// <summary>Ends every session of <paramref name="userId"/> but <paramref name="except"/> and returns their ids.</summary>
    public Task<IReadOnlyList<Guid>> EndAllAsync(
        Guid userId, Guid? except, string reason, ClientDevice device, CancellationToken cancellationToken) =>
        EndWhereAsync("user_id = $1 and id <> $4", userId, reason, device, except ?? Guid.Empty, cancellationToken);

    private async Task<IReadOnlyList<Guid>> EndWhereAsync(
        string condition, Guid userId, string reason, ClientDevice device, Guid sessionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var action = reason is RevocationReasons.Logout or RevocationReasons.LogoutAll
            ? AuditActions.SignOut
            : AuditActions.SessionRevoked;
        await using var batch = database.CreateBatch()
            .With(
                $"""
                update sessions set revoked_at = $2, revoked_reason = $3
                where {condition} and revoked_at is null returning id
                """,
                userId, now, reason, sessionId)
            .WithAudit(
                new(action, userId, userId, device.Address)
                {
                    Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = reason },
                },
                now);
        if (reason == RevocationReasons.LogoutAll)
        {
            batch.BatchCommands.Add(OutboxMessage.Of(new UserSessionsRevoked(reason), userId, null, time).ToBatchCommand());
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }
}
