using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Sessions;
using Npgsql;

namespace LearningPlatform.Core.Identity.Personal;

/// <summary>An export or an erasure, as its owner sees it.</summary>
/// <param name="Id">Also the way to ask for its status.</param>
/// <param name="Status">pending, done or failed.</param>
/// <param name="Format">json or zip; null for an erasure.</param>
/// <param name="Size">Of the export in bytes, when done.</param>
/// <param name="DownloadUrl">For a quarter of an hour; null until done.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">Null until done.</param>
public sealed record DataRequestView(
    Guid Id, string Status, string? Format, long? Size, Uri? DownloadUrl, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt);

/// <summary>An erasure that was accepted.</summary>
/// <param name="View">For its owner.</param>
/// <param name="EndedSessions">For <c>RevokedSessions</c>.</param>
public sealed record ErasureAccepted(DataRequestView View, IReadOnlyList<Guid> EndedSessions);

/// <summary>Takes requests for exports and erasures; Workers do the work.</summary>
public sealed class DataRequests(NpgsqlDataSource database, ObjectStorage storage, TimeProvider time)
{
    /// <summary>How long an export is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(15);
    private static readonly Failure NotFound = Failure.NotFound("REQUEST_NOT_FOUND", "There is no such request.");
    private const string Columns = "id, status, format, size, object_key, created_at, finished_at";

    /// <summary>The newest export in <paramref name="format"/> of the last day; starts one when there is none.</summary>
    public async Task<DataRequestView> ExportAsync(Guid userId, string format, ClientDevice device, CancellationToken cancellationToken) =>
        await FindExportAsync(userId, format, cancellationToken) ?? await StartExportAsync(userId, format, device, cancellationToken);

    /// <summary>Starts an export, or returns the one that is being made already.</summary>
    public async Task<DataRequestView> StartExportAsync(Guid userId, string format, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(device);
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch()
            .With(
                """
                insert into data_requests (id, user_id, kind, format, status, next_attempt_at, created_at)
                values ($1, $2, 'export', $3, 'pending', $4, $4) on conflict do nothing
                """,
                OrderedId.At(now), userId, format, now)
            .WithAudit(new(AuditActions.ExportRequested, userId, userId, device.Address), now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return (await FindExportAsync(userId, format, cancellationToken))!;
    }

    /// <summary>
    /// Accepts the erasure of an account. From here on nobody signs in to it: sessions end, password and outside logins are gone. The
    /// last admin is refused.
    /// </summary>
    public async Task<Outcome<ErasureAccepted>> EraseAsync(Guid userId, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(device);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        switch (await RoleService.LockAsync(connection, transaction, userId, cancellationToken))
        {
            case null:
                return NotFound;
            case (Role.Admin, 1):
                return RoleService.LastAdmin;
        }

        var now = time.GetUtcNow();
        var id = OrderedId.At(now);
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With(
                "update sessions set revoked_at = $2, revoked_reason = $3 where user_id = $1 and revoked_at is null returning id",
                userId, now, RevocationReasons.Erasure)
            .With("update users set password_hash = null, role = 'student', erased_at = $2, updated_at = $2 where id = $1", userId, now)
            .With("delete from password_resets where user_id = $1", userId)
            .With("delete from external_logins where user_id = $1", userId)
            .With(
                """
                insert into data_requests (id, user_id, kind, status, next_attempt_at, created_at)
                values ($1, $2, 'erasure', 'pending', $3, $3) on conflict do nothing
                """,
                id, userId, now)
            .WithAudit(new(AuditActions.ErasureRequested, userId, userId, device.Address), now);
        IReadOnlyList<Guid> ended;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            ended = await reader.ReadIdsAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new ErasureAccepted(new(id, "pending", null, null, null, now, null), ended);
    }

    /// <summary>How far an erasure is: for whoever has its id, since its owner cannot sign in any more.</summary>
    public async Task<Outcome<DataRequestView>> ErasureAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command($"select {Columns} from data_requests where id = $1 and kind = 'erasure'", id);
        return await ReadAsync(command, cancellationToken) is { } view ? view : NotFound;
    }

    private async Task<DataRequestView?> FindExportAsync(Guid userId, string format, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"""
            select {Columns} from data_requests
            where user_id = $1 and kind = 'export' and format = $2 and status <> 'failed' and created_at > $3
            order by id desc limit 1
            """,
            userId, format, time.GetUtcNow() - FreshFor);
        return await ReadAsync(command, cancellationToken);
    }

    private async Task<DataRequestView?> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var format = reader.Maybe<string>(2);
        var url = reader.Maybe<string>(4) is { } key && reader.GetString(1) == "done"
            ? await storage.SignGetAsync(Buckets.Exports, key, LinkLifetime, $"my-data.{format}")
            : null;
        return new(
            reader.GetGuid(0), reader.GetString(1), format, reader.IsDBNull(3) ? null : reader.GetInt64(3), url, reader.Time(5),
            reader.MaybeTime(6));
    }
}
