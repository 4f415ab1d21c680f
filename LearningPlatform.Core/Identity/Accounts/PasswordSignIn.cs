using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Limits;
using LearningPlatform.Core.Identity.Passwords;
using LearningPlatform.Core.Identity.Sessions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>What became of an attempt to sign in.</summary>
/// <param name="SignedIn">Null when refused.</param>
/// <param name="Failure">Null when signed in.</param>
/// <param name="RetryAfter">When blocked: how long.</param>
public sealed record SignInResult(SignedIn? SignedIn, Failure? Failure, TimeSpan? RetryAfter);

/// <summary>Signs people in by e-mail or username and password.</summary>
public sealed class PasswordSignIn(
    LearningDbContext context,
    NpgsqlDataSource database,
    PasswordHashing passwords,
    SignInLimits limits,
    KnownDevices devices,
    SessionService sessions,
    TimeProvider time)
{
    /// <summary>One refusal for every reason, so that it tells nothing about accounts: neither that one exists nor that it waits for its mail.</summary>
    public static readonly Failure Refused = new(
        FailureKind.Unauthenticated,
        "INVALID_CREDENTIALS",
        "The sign-in name or the password is wrong, or the address has not been verified yet.");

    /// <summary>Too many wrong passwords; says the same of accounts that do not exist.</summary>
    public static readonly Failure Blocked = new(
        FailureKind.TooMany, "TOO_MANY_ATTEMPTS", "Too many wrong passwords. Wait, or set a new password by mail.");

    /// <summary>Signs in; <paramref name="mark"/> is what <see cref="KnownDevices"/> gave the device last time, if it has one.</summary>
    public async Task<SignInResult> SignInAsync(
        string login, string password, ClientDevice device, string? mark, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(device);
        var name = Email.Normalize(login);
        var user = await FindAsync(name, cancellationToken);
        var known = await devices.RecognizeAsync(user?.Id, mark, device.Address, cancellationToken);
        var attempt = new SignInAttempt(name, device.Address, known.KnownAs);
        if (await limits.ReserveAsync(attempt) is { } wait)
        {
            await AuditAsync(AuditActions.SignInBlocked, user, device, cancellationToken);
            return new(null, Blocked, wait);
        }

        var check = await passwords.VerifyAsync(user?.PasswordHash, password, cancellationToken);
        if (user is null || check == PasswordCheck.Wrong)
        {
            await AuditAsync(AuditActions.SignInFailed, user, device, cancellationToken);
            return new(null, Refused, null);
        }

        await limits.SucceededAsync(attempt);
        if (check == PasswordCheck.RightButOld)
        {
            await RehashAsync(user, password, cancellationToken);
        }

        return new(await sessions.StartAsync(user, device, "password", known.IsNew, cancellationToken), null, null);
    }

    private Task AuditAsync(string action, User? user, ClientDevice device, CancellationToken cancellationToken) =>
        database.WriteAuditAsync(new(action, null, user?.Id, device.Address), time.GetUtcNow(), cancellationToken);

    private Task<User?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var users = context.Users.AsNoTracking();
        return name.Contains('@', StringComparison.Ordinal)
            ? users.FirstOrDefaultAsync(user => user.Email == name, cancellationToken)
            : users.FirstOrDefaultAsync(user => user.Username == name, cancellationToken);
    }

    private async Task RehashAsync(User user, string password, CancellationToken cancellationToken)
    {
        var hash = await passwords.HashAsync(password, cancellationToken);
        // Not if the password was changed in the meantime.
        await context.Users
            .Where(stored => stored.Id == user.Id && stored.PasswordHash == user.PasswordHash)
            .ExecuteUpdateAsync(set => set.SetProperty(stored => stored.PasswordHash, hash), cancellationToken);
    }
}
