using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Passwords;
using LearningPlatform.Core.Identity.Sessions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>Signs people in by e-mail or username and password.</summary>
public sealed class PasswordSignIn(
    LearningDbContext context, NpgsqlDataSource database, PasswordHashing passwords, SessionService sessions, TimeProvider time)
{
    /// <summary>One refusal for every reason, so that it tells nothing about accounts: neither that one exists nor that it waits for its mail.</summary>
    public static readonly Failure Refused = new(
        FailureKind.Unauthenticated,
        "INVALID_CREDENTIALS",
        "The sign-in name or the password is wrong, or the address has not been verified yet.");

    public async Task<Outcome<SignedIn>> SignInAsync(
        string login, string password, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(device);
        var user = await FindAsync(login, cancellationToken);
        var check = await passwords.VerifyAsync(user?.PasswordHash, password, cancellationToken);
        if (user is null || check == PasswordCheck.Wrong)
        {
            await database.WriteAuditAsync(
                new(AuditActions.SignInFailed, null, user?.Id, device.Address), time.GetUtcNow(), cancellationToken);
            return Refused;
        }

        if (check == PasswordCheck.RightButOld)
        {
            await RehashAsync(user, password, cancellationToken);
        }

        return await sessions.StartAsync(user, device, "password", cancellationToken);
    }

    private Task<User?> FindAsync(string login, CancellationToken cancellationToken)
    {
        var name = AccountNames.NormalizeEmail(login);
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
