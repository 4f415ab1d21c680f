using LearningPlatform.Core.Identity.Passwords;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>
/// The first admin, from the configuration: made while there is no admin at all, and never touched again, whatever the configuration
/// says later. Replicas that start together make one: the username and the address are unique.
/// </summary>
public sealed class FirstAdmin(
    NpgsqlDataSource database, AccountService accounts, IOptions<FirstAdminSettings> settings, ILogger<FirstAdmin> logger)
{
    private const string Username = "admin";

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (await HasAdminAsync(cancellationToken))
        {
            return;
        }

        if (settings.Value is not { Email: { Length: > 0 } email, Password: { Length: > 0 } password })
        {
            logger.LogWarning("There is no admin, and Admin:Email and Admin:Password are not set to make one");
            return;
        }

        if (!Email.IsValid(email) || PasswordRules.Check(password) is not null)
        {
            throw new InvalidOperationException(
                "Admin:Email must be an e-mail address, and Admin:Password one that the password rules allow "
                + $"({PasswordRules.MinLength} to {PasswordRules.MaxLength} characters, not among the commonest).");
        }

        var created = await accounts.CreateUserAsync(email, Username, password, "Platform", "Admin", Role.Admin, cancellationToken);
        if (created.Failure is null)
        {
            logger.LogInformation("Made the first admin; sign in with the username {Username}", Username);
        }
        else if (!await HasAdminAsync(cancellationToken))
        {
            throw new InvalidOperationException("The first admin could not be made: Admin:Email or the username admin belongs to an account.");
        }
    }

    private async Task<bool> HasAdminAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("select exists (select 1 from users where role = 'admin')");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
