using System.Data.Common;
using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.Core.Identity.Keys;

/// <summary>
/// The ring of signing keys in memory: yesterday's, today's and tomorrow's. Read again every few minutes, so that a key made by
/// another replica is here long before it signs, and at once when a token names a key that is not here.
/// </summary>
public sealed class SigningKeys(SigningKeyStore store, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    // A stranger can send any kid: that must not become a query a request.
    private static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _loading = new(1);
    private volatile Snapshot? _snapshot;
    private volatile bool _stale;

    /// <summary>The key that signs now.</summary>
    public async ValueTask<SigningKey> CurrentAsync(CancellationToken cancellationToken)
    {
        var keys = await AllAsync(cancellationToken);
        var now = time.GetUtcNow();
        return keys.LastOrDefault(key => key.ActiveFrom <= now) ?? keys[0];
    }

    /// <summary>Every key that a token may be signed with, now or soon; oldest first.</summary>
    public ValueTask<IReadOnlyList<SigningKey>> AllAsync(CancellationToken cancellationToken) =>
        !_stale && _snapshot is { } snapshot && time.GetUtcNow() - snapshot.ReadAt < FreshFor
            ? new(snapshot.Keys)
            : new(LoadAsync(FreshFor, cancellationToken));

    /// <summary>The key of that id, or null.</summary>
    public async ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (Find(await AllAsync(cancellationToken), keyId) is { } known)
        {
            return known;
        }

        return Find(await LoadAsync(UnknownKeyPause, cancellationToken), keyId);
    }

    /// <summary>Makes the next use read the ring again: after a key was made or withdrawn by hand.</summary>
    public void Forget() => _stale = true;

    public void Dispose() => _loading.Dispose();

    private static ECDsaSecurityKey? Find(IReadOnlyList<SigningKey> keys, string keyId) =>
        keys.FirstOrDefault(key => string.Equals(key.Id, keyId, StringComparison.Ordinal))?.Key;

    private async Task<IReadOnlyList<SigningKey>> LoadAsync(TimeSpan unlessYoungerThan, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (!_stale && _snapshot is { } snapshot && now - snapshot.ReadAt < unlessYoungerThan)
            {
                return snapshot.Keys;
            }

            // Keys that are known already stay the same objects: the token library caches by them.
            var known = _snapshot?.Keys.ToDictionary(key => (key.Id, key.ActiveFrom)) ?? [];
            var keys = (await store.LoadAsync(cancellationToken))
                .Select(key => known.GetValueOrDefault((key.Id, key.ActiveFrom), key)).ToArray();
            _snapshot = new(keys, now);
            _stale = false;
            return keys;
        }
        catch (DbException) when (_snapshot is { } last)
        {
            // The database is away: tokens that are out there stay good.
            return last.Keys;
        }
        finally
        {
            _loading.Release();
        }
    }

    private sealed record Snapshot(IReadOnlyList<SigningKey> Keys, DateTimeOffset ReadAt);
}
