using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Core.Identity.Passwords;

/// <summary>
/// ASP.NET Core Identity's hasher (PBKDF2-HMAC-SHA512) off the thread pool: a hash keeps a core busy for a tenth of a second, and a
/// crowd that signs in must not hold up every other request. As many run at once as there are cores; the rest wait their turn.
/// </summary>
public sealed class PasswordHashing : IDisposable
{
    private static readonly object NoUser = new();

    private readonly PasswordHasher<object> _hasher;
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly Lazy<string> _nobodys;

    public PasswordHashing(IOptions<IdentitySettings> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _hasher = new(Options.Create(new PasswordHasherOptions
        {
            CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3,
            IterationCount = settings.Value.PasswordIterations,
        }));
        _nobodys = new(() => _hasher.HashPassword(NoUser, RandomNumberGenerator.GetHexString(32)));
    }

    /// <summary>A hash to store.</summary>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        RunAsync(() => _hasher.HashPassword(NoUser, password), cancellationToken);

    /// <summary>
    /// Whether <paramref name="password"/> belongs to <paramref name="hash"/>. Without a hash (no such account, or one without a
    /// password) it takes as long and is wrong, so that the time tells nothing.
    /// </summary>
    public Task<PasswordCheck> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) =>
        RunAsync(() => Verify(hash, password), cancellationToken);

    public void Dispose() => _cores.Dispose();

    private PasswordCheck Verify(string? hash, string password)
    {
        var result = _hasher.VerifyHashedPassword(NoUser, hash ?? _nobodys.Value, password);
        return (hash, result) switch
        {
            (null, _) or (_, PasswordVerificationResult.Failed) => PasswordCheck.Wrong,
            (_, PasswordVerificationResult.SuccessRehashNeeded) => PasswordCheck.RightButOld,
            _ => PasswordCheck.Right,
        };
    }

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _cores.WaitAsync(cancellationToken);
        try
        {
            return await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _cores.Release();
        }
    }
}

/// <summary>What became of checking a password.</summary>
public enum PasswordCheck
{
    Wrong,
    Right,

    /// <summary>Right, but hashed with parameters that are no longer enough: hash it again and store that.</summary>
    RightButOld,
}
