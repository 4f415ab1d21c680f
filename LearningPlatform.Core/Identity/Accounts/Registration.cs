using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Passwords;
using LearningPlatform.Core.Identity.Sessions;
using LearningPlatform.Core.Mail;
using Npgsql;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>Who wants to become an account.</summary>
public sealed record RegistrationRequest(
    string Email, string? Username, string Password, string FirstName, string LastName, string? DisplayName, string Language);

/// <summary>
/// Registering: one answer, and the same work, whether or not the address has an account; only its owner learns more, by mail.
/// <see cref="EmailVerification"/> makes the account.
/// </summary>
public sealed class Registration(NpgsqlDataSource database, PasswordHashing passwords, MailTemplates templates, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Stores the registration and the mail; refuses only a username that an account has, since usernames are public.</summary>
    public async Task<Failure?> RegisterAsync(RegistrationRequest request, ClientDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(device);
        var email = Email.Normalize(request.Email);
        var username = AccountNames.NormalizeUsername(request.Username);
        var (emailTaken, usernameTaken) = await TakenAsync(email, username, cancellationToken);
        if (usernameTaken)
        {
            return AccountService.UsernameTaken;
        }

        var hash = await passwords.HashAsync(request.Password, cancellationToken);
        var token = OneTimeToken.Create();
        var now = time.GetUtcNow();
        var mail = templates.Compose(
            emailTaken ? MailKind.AlreadyRegistered : MailKind.VerifyEmail, email, request.FirstName, request.Language, token.ToString());
        await using var batch = database.CreateBatch()
            .With(
                """
                insert into registrations (token_hash, email, username, password_hash, first_name, last_name, display_name, language,
                                           created_at, expires_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                token.Hash(), email, username, hash, request.FirstName, request.LastName, request.DisplayName, request.Language,
                now, emailTaken ? now : now + Lifetime)
            .WithMail(mail, now)
            .WithAudit(new(AuditActions.Registered, null, null, device.Address), now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return null;
    }

    /// <summary>Mails a new link for the newest registration of <paramref name="address"/> that waits for one. Tells nobody whether there is one.</summary>
    public async Task ResendAsync(string address, CancellationToken cancellationToken)
    {
        var email = Email.Normalize(address);
        var pending = await PendingAsync(email, cancellationToken);
        var request = pending?.Request ?? new(email, null, "", "", "", null, "en");
        var token = OneTimeToken.Create();
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch()
            .With(
                """
                insert into registrations (token_hash, email, username, password_hash, first_name, last_name, display_name, language,
                                           created_at, expires_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                token.Hash(), email, request.Username, pending?.PasswordHash ?? "", request.FirstName, request.LastName,
                request.DisplayName, request.Language, now, pending is null ? now : now + Lifetime)
            .WithMail(
                templates.Compose(MailKind.VerifyEmail, email, request.FirstName, request.Language, token.ToString()), now, pending is null);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<(bool Email, bool Username)> TakenAsync(string email, string? username, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select exists (select 1 from users where email = $1), exists (select 1 from users where username = $2)", email, username ?? "");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetBoolean(0), reader.GetBoolean(1));
    }

    private async Task<Pending?> PendingAsync(string email, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select username, password_hash, first_name, last_name, display_name, language from registrations
            where email = $1 and user_id is null and expires_at > $2 and not exists (select 1 from users where email = $1)
            order by created_at desc limit 1
            """,
            email, time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                new(email, reader.Maybe<string>(0), "", reader.GetString(2), reader.GetString(3), reader.Maybe<string>(4), reader.GetString(5)),
                reader.GetString(1))
            : null;
    }

    private sealed record Pending(RegistrationRequest Request, string PasswordHash);
}
