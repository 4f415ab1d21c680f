using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Keys;
using Npgsql;

namespace LearningPlatform.Core.Certificates.Badges;

/// <summary>
/// The keys that Open Badges are signed with (ES256). A badge is verified years after it was signed: the public half of each key is published
/// for ever, and its private half is destroyed when the next key takes over. They are not the access tokens' keys: whoever trusts those must
/// not have to trust these.
/// </summary>
public sealed class CredentialKeys(NpgsqlDataSource database, KeyEncryption encryption, TimeProvider time) : IDisposable
{
    private const long LockKey = 0x4C50_4352_4544_0001;

    /// <summary>How long a key signs.</summary>
    public static readonly TimeSpan SigningTime = TimeSpan.FromDays(365);

    private readonly SemaphoreSlim _loading = new(1);
    private SigningKey? _current;

    /// <summary>The key that signs now; made when there is none.</summary>
    public async ValueTask<SigningKey> CurrentAsync(CancellationToken cancellationToken)
    {
        if (_current is { } current && IsFresh(current))
        {
            return current;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            return _current is { } loaded && IsFresh(loaded) ? loaded : _current = await LoadAsync(cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Every key that ever signed, newest first: its id and the point's coordinates.</summary>
    public async Task<IReadOnlyList<PublicPoint>> AllAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("select id, public_key from credential_keys order by created_at desc");
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>The key of that id; null where there is none.</summary>
    public async Task<PublicPoint?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select id, public_key from credential_keys where id = $1", id);
        return (await ReadAsync(command, cancellationToken)).FirstOrDefault();
    }

    public void Dispose() => _loading.Dispose();

    private bool IsFresh(SigningKey key) => time.GetUtcNow() < key.ActiveFrom + SigningTime;

    /// <summary>Replicas that find none at the same moment wait for each other, and one makes it.</summary>
    private async Task<SigningKey> LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With("select pg_advisory_xact_lock($1)", LockKey)
            .With("select id, private_key, created_at from credential_keys where private_key is not null order by created_at desc limit 1");
        SigningKey? newest = null;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.NextResultAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
            {
                var id = reader.GetString(0);
                newest = SigningKey.Import(id, encryption.Decrypt(reader.GetFieldValue<byte[]>(1), ContextOf(id)), reader.Time(2));
            }
        }

        if (newest is null || !IsFresh(newest))
        {
            newest = SigningKey.Create(time.GetUtcNow());
            await using var insert = new NpgsqlBatch(connection, transaction)
                .With("update credential_keys set private_key = null where private_key is not null")
                .With(
                    "insert into credential_keys (id, public_key, private_key, created_at) values ($1, $2, $3, $4)",
                    newest.Id, newest.ExportPublic(), encryption.Encrypt(newest.ExportPrivate(), ContextOf(newest.Id)), newest.ActiveFrom);
            await insert.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return newest;
    }

    private static string ContextOf(string id) => $"credential:{id}";

    private static async Task<List<PublicPoint>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<PublicPoint>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(PublicPoint.Of(reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
        }

        return keys;
    }
}
