using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Limits;
using LearningPlatform.Core.Identity.Sessions;
using Npgsql;

namespace LearningPlatform.Core.Identity.External;

/// <summary>
/// Finds or makes the account of somebody whom a provider vouches for: by the provider's id, else by an address that the provider has
/// verified. Accounts here exist with verified addresses only, so both sides have proved the same address.
/// </summary>
public sealed class ExternalSignIn(
    NpgsqlDataSource database, AccountService accounts, KnownDevices devices, SessionService sessions, TimeProvider time)
{
    public static readonly Failure Unverified = Failure.Forbidden(
        "OAUTH_EMAIL_NOT_VERIFIED", "The provider has no verified e-mail address of yours. Verify one there and start again.");

    private static readonly Failure BeingErased = Failure.Conflict(
        "ACCOUNT_BEING_ERASED", "The account of this address is being erased. Try again in a while for a new one.");

    public async Task<Outcome<SignedIn>> SignInAsync(
        string provider, ExternalPerson person, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(device);
        var user = await LinkedAsync(provider, person.Id, cancellationToken);
        if (user is null)
        {
            if (person.VerifiedEmail is not { } email)
            {
                return Unverified;
            }

            user = await ByEmailAsync(email, cancellationToken) ?? await CreateAsync(provider, person, email, cancellationToken);
            if (user is null)
            {
                return BeingErased;
            }

            await LinkAsync(provider, person.Id, user, device, cancellationToken);
        }

        var known = await devices.RecognizeAsync(user.Id, null, device.Address, cancellationToken);
        return await sessions.StartAsync(user, device, provider, known.IsNew, cancellationToken);
    }

    private async Task<User?> CreateAsync(string provider, ExternalPerson person, string email, CancellationToken cancellationToken)
    {
        var first = person.FirstName.Length > 0 ? person.FirstName : email[..email.IndexOf('@', StringComparison.Ordinal)];
        var created = await accounts.CreateAsync(
            new(email, null, null, first, person.LastName, AvatarUrl: person.AvatarUrl), provider, cancellationToken);
        // Two callbacks at once: the other one has made it.
        return created.Failure is null ? created.Value : await ByEmailAsync(email, cancellationToken);
    }

    private async Task LinkAsync(string provider, string id, User user, ClientDevice device, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch()
            .With(
                "insert into external_logins (provider, provider_id, user_id, linked_at) values ($1, $2, $3, $4) on conflict do nothing",
                provider, id, user.Id, now)
            .WithAudit(
                new(AuditActions.LoginLinked, user.Id, user.Id, device.Address)
                {
                    Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["provider"] = provider },
                },
                now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private Task<User?> LinkedAsync(string provider, string id, CancellationToken cancellationToken) => ReadAsync(
        database.Command(
            $"select {UserColumns.Of("u")} from external_logins l join users u on u.id = l.user_id where l.provider = $1 and l.provider_id = $2",
            provider, id),
        cancellationToken);

    private Task<User?> ByEmailAsync(string email, CancellationToken cancellationToken) => ReadAsync(
        database.Command($"select {UserColumns.Of("u")} from users u where u.email = $1 and u.erased_at is null", email), cancellationToken);

    private static async Task<User?> ReadAsync(NpgsqlCommand query, CancellationToken cancellationToken)
    {
        await using var command = query;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? UserColumns.Read(reader, 0) : null;
    }
}
