using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>
/// The keys that the Api publishes. Read when an unknown key id turns up, at most every ten seconds, and every five minutes so that
/// retired keys go. While the Api is away the known keys stay.
/// </summary>
internal sealed partial class JwksTokenKeys : ITokenKeys, IDisposable
{
    /// <summary>The name of its <see cref="HttpClient"/>.</summary>
    public const string ClientName = "token-keys";

    /// <summary>Made-up key ids must not become a flood of requests to the Api.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private readonly IHttpClientFactory _clients;
    private readonly Uri _address;
    private readonly TimeProvider _time;
    private readonly ILogger<JwksTokenKeys> _logger;
    private readonly SemaphoreSlim _reading = new(1, 1);

    private volatile FrozenDictionary<string, SecurityKey> _keys = FrozenDictionary<string, SecurityKey>.Empty;
    private long _lastRead;
    private volatile bool _hasRead;

    public JwksTokenKeys(
        IHttpClientFactory clients,
        IConfiguration configuration,
        IOptions<TokenOptions> options,
        TimeProvider time,
        ILogger<JwksTokenKeys> logger)
    {
        _clients = clients;
        _address = options.Value.JwksAddress
            ?? new Uri(new Uri(configuration["services:api:http:0"] ?? options.Value.Issuer), "/.well-known/jwks.json");
        _time = time;
        _logger = logger;
    }

    public ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (!_keys.TryGetValue(keyId, out var key))
        {
            return ReadAndFindAsync(keyId, cancellationToken);
        }

        if (IsOlderThan(MaxAge))
        {
            // In the background: nobody waits for what is most likely the same keys again.
            _ = ReadAsync(MaxAge, CancellationToken.None);
        }

        return ValueTask.FromResult<SecurityKey?>(key);
    }

    public void Dispose() => _reading.Dispose();

    private async ValueTask<SecurityKey?> ReadAndFindAsync(string keyId, CancellationToken cancellationToken)
    {
        await ReadAsync(MinInterval, cancellationToken);
        // Without any key nothing can be said of a token; the client should come again, not sign in again.
        return _keys.Count > 0 ? _keys.GetValueOrDefault(keyId) : throw new HttpRequestException("The token keys are not known yet.");
    }

    private bool IsOlderThan(TimeSpan age) => !_hasRead || _time.GetElapsedTime(Volatile.Read(ref _lastRead)) >= age;

    /// <summary>Reads the keys unless that was done, or tried, within <paramref name="age"/>. One reads, the others wait for it.</summary>
    private async Task ReadAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        if (!IsOlderThan(age))
        {
            return;
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (IsOlderThan(age))
            {
                _keys = await DownloadAsync(cancellationToken);
            }
        }
#pragma warning disable CA1031 // Whatever is wrong with the Api or its answer: go on with the keys that are known.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnread(exception, _keys.Count);
        }
        finally
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Volatile.Write(ref _lastRead, _time.GetTimestamp());
                _hasRead = true;
            }

            _reading.Release();
        }
    }

    private async Task<FrozenDictionary<string, SecurityKey>> DownloadAsync(CancellationToken cancellationToken)
    {
        using var client = _clients.CreateClient(ClientName);
        var json = await client.GetStringAsync(_address, cancellationToken);
        return new JsonWebKeySet(json).Keys
            .Where(key => key is { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: JsonWebKeyECTypes.P256, Use: "sig" or null })
            .Where(key => !string.IsNullOrEmpty(key.Kid))
            .ToFrozenDictionary(key => key.Kid, SecurityKey (key) => key, StringComparer.Ordinal);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The token keys could not be read; {Count} known ones stay in use")]
    private partial void LogUnread(Exception exception, int count);
}
