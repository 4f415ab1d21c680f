using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Audit;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LearningPlatform.Core.Identity.Sessions;

/// <summary>What a refresh came to: tokens, or a refusal that may have ended a session.</summary>
/// <param name="Tokens">New tokens; null when refused.</param>
/// <param name="User">Whose they are; null when refused.</param>
/// <param name="EndedSession">The family that was just ended, because an old token of it came back.</param>
public sealed record RefreshResult(SessionTokens? Tokens, User? User, Guid? EndedSession)
{
    internal static readonly RefreshResult Refused = new(null, null, null);
}

/// <summary>
/// Exchanges refresh tokens. Whoever comes with a token first locks its session's row; what is then read is what the one before left
/// behind, so two hundred requests with the same token are judged one after the other, on however many replicas.
/// </summary>
public sealed partial class SessionRefresh(
    NpgsqlDataSource database, TokenIssuer issuer, OutboxSignal signal, TimeProvider time, ILogger<SessionRefresh> logger)
{
    public async Task<RefreshResult> RefreshAsync(string? refreshToken, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (RefreshToken.Parse(refreshToken) is not { } token)
        {
            LogRefused("no refresh token");
            return RefreshResult.Refused;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await LockAsync(connection, transaction, token, cancellationToken);
        if (found is null)
        {
            LogRefused("unknown");
            return RefreshResult.Refused;
        }

        var now = time.GetUtcNow();
        switch (RefreshRule.Judge(found.State, now))
        {
            case RefreshVerdict.Rotate:
                var next = RefreshToken.Create();
                await RotateAsync(connection, transaction, found, token, next, device, cancellationToken);
                return await AnswerAsync(found, next, cancellationToken);
            case RefreshVerdict.Repeat:
                return await AnswerAsync(found, token.Unseal(found.SealedSuccessor), cancellationToken);
            case RefreshVerdict.Reuse:
                LogReused(found.SessionId);
                await EndFamilyAsync(connection, transaction, found, device, cancellationToken);
                return new(null, null, found.SessionId);
            default:
                LogRefused("expired or its session has ended");
                return RefreshResult.Refused;
        }
    }

    private async Task<RefreshResult> AnswerAsync(Found found, RefreshToken token, CancellationToken cancellationToken)
    {
        var accessToken = await issuer.IssueAsync(found.User.Id, found.User.Role, found.SessionId, cancellationToken);
        return new(new(found.SessionId, accessToken, token.ToString(), issuer.CsrfTokenOf(found.SessionId)), found.User, null);
    }

    private static async Task<Found?> LockAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, RefreshToken token, CancellationToken cancellationToken)
    {
        // Two statements on purpose: the second one's snapshot is taken when the lock is held, not when it was asked for.
        var hash = token.Hash();
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With("select 1 from sessions where id = (select session_id from refresh_tokens where token_hash = $1) for update", hash)
            .With(
                $"""
                select t.session_id, t.expires_at, t.used_at, t.successor_sealed, s.revoked_at is not null,
                       coalesce(n.used_at is null, false), {UserColumns.Of("u")}
                from refresh_tokens t
                join sessions s on s.id = t.session_id
                join users u on u.id = s.user_id
                left join refresh_tokens n on n.token_hash = t.successor_hash
                where t.token_hash = $1
                """,
                hash);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetGuid(0),
                new(reader.Time(1), reader.MaybeTime(2), reader.GetBoolean(5), reader.GetBoolean(4)),
                reader.Maybe<byte[]>(3),
                UserColumns.Read(reader, 6))
            : null;
    }

    private async Task RotateAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Found found,
        RefreshToken token,
        RefreshToken next,
        ClientDevice device,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var expires = now + IdentitySettings.RefreshTokenLifetime;
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With(
                "update refresh_tokens set used_at = $2, successor_hash = $3, successor_sealed = $4 where token_hash = $1",
                token.Hash(), now, next.Hash(), token.Seal(next))
            .With("insert into refresh_tokens (token_hash, session_id, expires_at) values ($1, $2, $3)", next.Hash(), found.SessionId, expires)
            .With(
                "update sessions set last_used_at = $2, expires_at = $3, address = $4, user_agent = $5 where id = $1",
                found.SessionId, now, expires, device.Address, device.StoredUserAgent);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task EndFamilyAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Found found, ClientDevice device, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With(
                "update sessions set revoked_at = $2, revoked_reason = $3 where id = $1",
                found.SessionId, now, RevocationReasons.TokenReused)
            .WithAudit(new(AuditActions.RefreshTokenReused, null, found.User.Id, device.Address), now);
        batch.BatchCommands.Add(OutboxMessage.Of(new UserSessionsRevoked("token_reuse"), found.User.Id, null, time).ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A refresh token was refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A refresh token was used again; session {SessionId} ends")]
    private partial void LogReused(Guid sessionId);

    private sealed record Found(Guid SessionId, RefreshState State, byte[]? SealedSuccessor, User User);
}
