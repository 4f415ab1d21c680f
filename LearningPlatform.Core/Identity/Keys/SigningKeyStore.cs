using Npgsql;

namespace LearningPlatform.Core.Identity.Keys;

/// <summary>The table <c>signing_keys</c>. Replicas that find a key missing at the same moment wait for each other, and one makes it.</summary>
public sealed class SigningKeyStore(NpgsqlDataSource database, KeyEncryption encryption, TimeProvider time)
{
    private const long LockKey = 0x4C50_4B45_5953_0001;

    /// <summary>Makes the next key when one is due, forgets those that are over, and returns the rest, oldest first.</summary>
    public async Task<IReadOnlyList<SigningKey>> LoadAsync(CancellationToken cancellationToken)
    {
        var keys = await ReadAsync(null, null, cancellationToken);
        return NeedsWork(keys) ? await RenewAsync(cancellationToken) : keys;
    }

    private bool NeedsWork(List<SigningKey> keys)
    {
        var now = time.GetUtcNow();
        return KeySchedule.NextStart(keys.LastOrDefault()?.ActiveFrom, now) is not null
            || (keys.Count > 1 && KeySchedule.IsOver(keys[1].ActiveFrom, now));
    }

    private async Task<List<SigningKey>> RenewAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var acquire = connection.Command("select pg_advisory_xact_lock($1)", transaction, LockKey))
        {
            await acquire.ExecuteNonQueryAsync(cancellationToken);
        }

        var keys = await ReadAsync(connection, transaction, cancellationToken);
        var now = time.GetUtcNow();
        while (keys.Count > 1 && KeySchedule.IsOver(keys[1].ActiveFrom, now))
        {
            await using var delete = connection.Command("delete from signing_keys where id = $1", transaction, keys[0].Id);
            await delete.ExecuteNonQueryAsync(cancellationToken);
            keys.RemoveAt(0);
        }

        if (KeySchedule.NextStart(keys.LastOrDefault()?.ActiveFrom, now) is { } start)
        {
            keys.Add(await InsertAsync(connection, transaction, SigningKey.Create(start), cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
        return keys;
    }

    private async Task<SigningKey> InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, SigningKey key, CancellationToken cancellationToken)
    {
        await using var insert = connection.Command(
            "insert into signing_keys (id, public_key, private_key, active_from, created_at) values ($1, $2, $3, $4, $5)",
            transaction,
            key.Id,
            key.ExportPublic(),
            encryption.Encrypt(key.ExportPrivate(), key.Id),
            key.ActiveFrom,
            time.GetUtcNow());
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return key;
    }

    private async Task<List<SigningKey>> ReadAsync(
        NpgsqlConnection? connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        const string Query = "select id, private_key, active_from from signing_keys order by active_from";
        await using var command = connection is null ? database.Command(Query) : connection.Command(Query, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<SigningKey>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetString(0);
            keys.Add(SigningKey.Import(id, encryption.Decrypt(reader.GetFieldValue<byte[]>(1), id), reader.Time(2)));
        }

        return keys;
    }
}
