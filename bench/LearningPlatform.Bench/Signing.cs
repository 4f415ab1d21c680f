using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Keys;
using LearningPlatform.Core.Identity.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LearningPlatform.Bench;

/// <summary>The platform's schema and signing key, made by its own code, and tokens as a login would give them.</summary>
/// <param name="Tokens">One for each user.</param>
/// <param name="Admin">Of the first user, as if they were an admin.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, base64.</param>
internal sealed record Signing(string[] Tokens, string Admin, string PublicKey)
{
    public static async Task<Signing> PrepareAsync(
        string connectionString, IdentitySettings settings, IReadOnlyCollection<Guid> users, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await new Migrator(database, NullLogger<Migrator>.Instance).MigrateAsync(cancellationToken);
        var options = Microsoft.Extensions.Options.Options.Create(settings);
        var encryption = new KeyEncryption(options);
        using var keys = new SigningKeys(new SigningKeyStore(database, encryption, TimeProvider.System), TimeProvider.System);
        var issuer = new TokenIssuer(keys, encryption, options, TimeProvider.System);
        var tokens = new List<string>(users.Count);
        foreach (var user in users)
        {
            tokens.Add(await issuer.IssueAsync(user, Role.Student, Guid.CreateVersion7(), cancellationToken));
        }

        var admin = await issuer.IssueAsync(users.First(), Role.Admin, Guid.CreateVersion7(), cancellationToken);
        return new Signing([.. tokens], admin, Convert.ToBase64String((await keys.CurrentAsync(cancellationToken)).ExportPublic()));
    }
}
