using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Keys;
using LearningPlatform.ServiceDefaults.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.MicroBench;

/// <summary>An access token's first check, with its signature, and every later one.</summary>
[MemoryDiagnoser]
public class TokenBenchmarks
{
    private const int TokenCount = 20_000;

    private readonly SigningKey _key = SigningKey.Create(DateTimeOffset.UtcNow);
    private readonly string[] _tokens = new string[TokenCount];
    private AccessTokens _checker = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        var options = Options.Create(new TokenOptions());
        var revoked = new RevokedSessions(
            new ServiceCollection().BuildServiceProvider(), options, TimeProvider.System, NullLogger<RevokedSessions>.Instance);
        _checker = new AccessTokens(new OneKey(_key.Key), revoked, options, TimeProvider.System);
        Parallel.For(0, TokenCount, index => _tokens[index] = NewToken(options.Value));
    }

    /// <summary>The cache has forgotten a token before its turn comes again.</summary>
    [Benchmark]
    public async Task<bool> First() => (await _checker.CheckAsync(Bearer(_tokens[++_next % TokenCount]), default)).Principal is not null;

    [Benchmark(Baseline = true)]
    public async Task<bool> Again() => (await _checker.CheckAsync(Bearer(_tokens[0]), default)).Principal is not null;

    private static Credential Bearer(string token) => new(token, 0, false);

    private string NewToken(TokenOptions options) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = options.Issuer,
        Audience = options.Audience,
        NotBefore = DateTime.UtcNow,
        Expires = DateTime.UtcNow.AddHours(1),
        SigningCredentials = _key.Credentials,
        Claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sub"] = Guid.CreateVersion7().ToString(),
            ["sid"] = Guid.CreateVersion7().ToString(),
            ["role"] = Role.Student.Name(),
            ["jti"] = RandomNumberGenerator.GetHexString(32),
        },
    });

    private sealed class OneKey(SecurityKey key) : ITokenKeys
    {
        public ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken) => new(key);
    }
}
