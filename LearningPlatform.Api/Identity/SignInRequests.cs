using FluentValidation;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Passwords;

namespace LearningPlatform.Api.Identity;

/// <summary>Who wants to sign in.</summary>
/// <param name="Email">The address; or give <paramref name="Username"/>.</param>
/// <param name="Username">The username; an address is taken here too.</param>
/// <param name="Password">As it was chosen.</param>
internal sealed record LoginRequest(string? Email = null, string? Username = null, string? Password = null)
{
    internal string Login => string.IsNullOrWhiteSpace(Email) ? Username! : Email;
}

/// <summary>The token to exchange; browsers leave it out and send their cookie.</summary>
internal sealed record RefreshRequest(string? RefreshToken = null);

/// <summary>A new password, and proof that the account is the caller's.</summary>
/// <param name="CurrentPassword">The one to replace.</param>
/// <param name="NewPassword">8 to 128 characters, not among the commonest.</param>
internal sealed record ChangePasswordRequest(string? CurrentPassword = null, string? NewPassword = null);

internal sealed class LoginRequestValidator : AbstractValidator<LoginRequest>
{
    public LoginRequestValidator()
    {
        RuleFor(login => login.Email).MaximumLength(User.EmailMaxLength);
        RuleFor(login => login.Username).MaximumLength(User.EmailMaxLength);
        RuleFor(login => login.Email).NotEmpty().When(login => string.IsNullOrWhiteSpace(login.Username))
            .WithMessage("Give an e-mail address or a username.");
        RuleFor(login => login.Password).NotEmpty().MaximumLength(PasswordRules.MaxLength);
    }
}

internal sealed class ChangePasswordRequestValidator : AbstractValidator<ChangePasswordRequest>
{
    public ChangePasswordRequestValidator()
    {
        RuleFor(change => change.CurrentPassword).NotEmpty().MaximumLength(PasswordRules.MaxLength);
        RuleFor(change => change.NewPassword).AllowedPassword();
    }
}

/// <summary>Rules that several requests share.</summary>
internal static class IdentityRules
{
    /// <summary>A password that its owner may choose.</summary>
    public static IRuleBuilderOptionsConditions<T, string?> AllowedPassword<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Custom((password, context) =>
        {
            if (PasswordRules.Check(password) is { } problem)
            {
                context.AddFailure(problem);
            }
        });

    /// <summary>An address that mail can be sent to.</summary>
    public static IRuleBuilderOptions<T, string?> EmailAddressOfUser<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(Email.IsValid).WithMessage("Must be an e-mail address.");

    /// <summary>Absent, or an absolute http(s) address of at most 500 characters.</summary>
    public static IRuleBuilderOptions<T, string?> WebAddress<T>(this IRuleBuilder<T, string?> rule) => rule
        .MaximumLength(User.UrlMaxLength)
        .Must(text => string.IsNullOrWhiteSpace(text)
            || (Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo == ""))
        .WithMessage("Must be an http or https address.");
}
