using LearningPlatform.Core.Events;
using Npgsql;

namespace LearningPlatform.Core.Identity.Friends;

/// <summary>Where a friendship stands, as one of the two sees it (document 2's words).</summary>
public enum FriendStatus
{
    /// <summary>The other one asks.</summary>
    Pending,

    /// <summary>The caller has asked.</summary>
    Requested,

    Accepted,
}

/// <summary>A friendship as one of the two sees it.</summary>
/// <param name="Id">The friendship's own id.</param>
/// <param name="UserId">The other one.</param>
/// <param name="DisplayName">Of the other one.</param>
/// <param name="AvatarUrl">Of the other one.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Since">When it was accepted; null until then.</param>
/// <param name="CreatedAt">When it was asked for.</param>
public sealed record FriendView(
    Guid Id, Guid UserId, string DisplayName, string? AvatarUrl, FriendStatus Status, DateTimeOffset? Since, DateTimeOffset CreatedAt);

/// <summary>
/// Friendships: one row for two people, each change one statement, so that two who ask, accept, or leave each other at the same moment
/// end in one state that both see. Where a route takes an id, the friendship's and the other person's are both understood.
/// </summary>
public sealed class FriendService(NpgsqlDataSource database, OutboxSignal signal, TimeProvider time)
{
    public static readonly Failure NotFound = Failure.NotFound("FRIEND_NOT_FOUND", "There is no such friend or request.");
    public static readonly Failure NoSuchUser = Failure.NotFound("USER_NOT_FOUND", "There is no such user.");
    private static readonly Failure Yourself = Failure.Invalid("user_id", "You are your own friend already.");
    private static readonly Failure AlreadyAsked = Failure.Conflict("FRIEND_REQUEST_EXISTS", "You are friends, or you have asked already.");

    private const string Columns =
        """
        f.id, u.id, u.display_name, u.avatar_url, f.requested_by, f.accepted_at, f.created_at
        from friendships f join users u on u.id = case when f.low_id = $1 then f.high_id else f.low_id end
        """;

    /// <summary>Asks; when the other one has asked already, that makes them friends.</summary>
    public async Task<Outcome<FriendView>> RequestAsync(Guid userId, Guid otherId, CancellationToken cancellationToken)
    {
        if (userId == otherId)
        {
            return Yourself;
        }

        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        Guid id;
        bool accepted;
        await using (var command = connection.Command(
            """
            insert into friendships (id, low_id, high_id, requested_by, created_at)
            select $1, least($2, u.id), greatest($2, u.id), $2, $4 from users u
            left join user_privacy p on p.user_id = u.id
            where u.id = $3 and coalesce(p.profile, 'everyone') <> 'nobody'
            on conflict (low_id, high_id) do update set accepted_at = $4
            where friendships.accepted_at is null and friendships.requested_by <> $2
            returning id, accepted_at is not null
            """,
            transaction, OrderedId.At(now), userId, otherId, now))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                await reader.CloseAsync();
                return await RefusalAsync(connection, transaction, userId, otherId, cancellationToken);
            }

            (id, accepted) = (reader.GetGuid(0), reader.GetBoolean(1));
        }

        await TellAsync(
            connection, transaction,
            accepted
                ? OutboxMessage.Of(new FriendRequestAccepted(id, userId), otherId, null, time)
                : OutboxMessage.Of(new FriendRequested(id, userId), otherId, null, time),
            cancellationToken);
        return (await FindAsync(userId, id, cancellationToken))!;
    }

    /// <summary>Accepts what the other one asked.</summary>
    public async Task<Outcome<FriendView>> AcceptAsync(Guid userId, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.Command(
            """
            update friendships set accepted_at = $3
            where $1 in (low_id, high_id) and $2 in (id, low_id, high_id) and requested_by <> $1 and accepted_at is null and $1 <> $2
            returning id, requested_by
            """,
            transaction, userId, id, time.GetUtcNow());
        Guid friendship;
        Guid asker;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                return NotFound;
            }

            (friendship, asker) = (reader.GetGuid(0), reader.GetGuid(1));
        }

        await TellAsync(
            connection, transaction, OutboxMessage.Of(new FriendRequestAccepted(friendship, userId), asker, null, time), cancellationToken);
        return (await FindAsync(userId, friendship, cancellationToken))!;
    }

    /// <summary>Turns down what the other one asked.</summary>
    public Task<Failure?> RejectAsync(Guid userId, Guid id, CancellationToken cancellationToken) =>
        DeleteAsync("requested_by <> $1 and accepted_at is null", userId, id, cancellationToken);

    /// <summary>Ends a friendship, or takes a request back.</summary>
    public Task<Failure?> RemoveAsync(Guid userId, Guid id, CancellationToken cancellationToken) =>
        DeleteAsync("(accepted_at is not null or requested_by = $1)", userId, id, cancellationToken);

    /// <summary>Friends and requests, the newest first.</summary>
    public async Task<Page<FriendView>> ListAsync(
        Guid userId, FriendStatus status, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var condition = status switch
        {
            FriendStatus.Accepted => "f.accepted_at is not null",
            FriendStatus.Pending => "f.accepted_at is null and f.requested_by <> $1",
            _ => "f.accepted_at is null and f.requested_by = $1",
        };
        await using var command = database.Command(
            $"select {Columns} where $1 in (f.low_id, f.high_id) and {condition} and f.id < $2 order by f.id desc limit $3",
            userId, before ?? Guid.AllBitsSet, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var friends = new List<FriendView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            friends.Add(Read(reader, userId));
        }

        return Page<FriendView>.From(friends, limit, friend => Cursor.Encode("", friend.Id));
    }

    /// <summary>Whether the two are friends.</summary>
    public async Task<bool> AreFriendsAsync(Guid one, Guid other, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select 1 from friendships where low_id = least($1, $2) and high_id = greatest($1, $2) and accepted_at is not null", one, other);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private async Task<Failure?> DeleteAsync(string condition, Guid userId, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"delete from friendships where $1 in (low_id, high_id) and $2 in (id, low_id, high_id) and $1 <> $2 and {condition}", userId, id);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0 ? null : NotFound;
    }

    private static async Task<Failure> RefusalAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid userId, Guid otherId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "select 1 from friendships where low_id = least($1, $2) and high_id = greatest($1, $2)", transaction, userId, otherId);
        return await command.ExecuteScalarAsync(cancellationToken) is null ? NoSuchUser : AlreadyAsked;
    }

    private async Task TellAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { message.ToBatchCommand() } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
    }

    private async Task<FriendView?> FindAsync(Guid userId, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command($"select {Columns} where $1 in (f.low_id, f.high_id) and f.id = $2", userId, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader, userId) : null;
    }

    private static FriendView Read(NpgsqlDataReader reader, Guid userId)
    {
        var since = reader.MaybeTime(5);
        var status = since is not null ? FriendStatus.Accepted
            : reader.GetGuid(4) == userId ? FriendStatus.Requested : FriendStatus.Pending;
        return new(
            reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.Maybe<string>(3), status, since, reader.Time(6));
    }
}
