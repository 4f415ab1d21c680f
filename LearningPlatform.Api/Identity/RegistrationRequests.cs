using FluentValidation;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Mail;

namespace LearningPlatform.Api.Identity;

/// <summary>Who wants an account.</summary>
/// <param name="Email">Gets the link that makes the account.</param>
/// <param name="Username">3 to 50 letters, digits, dots, dashes, underscores; absent to sign in by e-mail only.</param>
/// <param name="Password">8 to 128 characters, not among the commonest.</param>
/// <param name="FirstName">1 to 100 characters; or give <paramref name="DisplayName"/>.</param>
/// <param name="LastName">At most 100 characters.</param>
/// <param name="DisplayName">At most 200 characters; stands in for the names where they are absent (documents 2 and 3).</param>
/// <param name="Language">Two letters; absent for the one of <c>Accept-Language</c>.</param>
internal sealed record RegisterRequest(
    string? Email = null,
    string? Username = null,
    string? Password = null,
    string? FirstName = null,
    string? LastName = null,
    string? DisplayName = null,
    string? Language = null)
{
    public RegistrationRequest ToRegistration(string language)
    {
        var (first, last) = (FirstName?.Trim() ?? "", LastName?.Trim() ?? "");
        if (first.Length == 0 && last.Length == 0)
        {
            (first, last) = Split(DisplayName ?? Username ?? Email![..Email!.IndexOf('@', StringComparison.Ordinal)]);
        }

        return new(Email!, Username, Password!, first, last, DisplayName, MailTemplates.LanguageOf(language));
    }

    private static (string First, string Last) Split(string name)
    {
        var parts = name.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
        return (Cut(parts[0]), parts.Length > 1 ? Cut(parts[1]) : "");
    }

    private static string Cut(string name) => name.Length > User.NameMaxLength ? name[..User.NameMaxLength] : name;
}

/// <summary>The secret of a mailed link.</summary>
internal sealed record TokenRequest(string? Token = null);

/// <summary>An address to send mail to.</summary>
internal sealed record AddressRequest(string? Email = null);

/// <summary>The secret of a mailed link and the password it sets.</summary>
/// <param name="Token">From the mail.</param>
/// <param name="NewPassword">8 to 128 characters, not among the commonest; <paramref name="Password"/> is read too.</param>
/// <param name="Password">Another name for it.</param>
internal sealed record ResetPasswordRequest(string? Token = null, string? NewPassword = null, string? Password = null)
{
    internal string? Wanted => NewPassword ?? Password;
}

internal sealed class RegisterRequestValidator : AbstractValidator<RegisterRequest>
{
    public RegisterRequestValidator()
    {
        RuleFor(request => request.Email).EmailAddressOfUser();
        RuleFor(request => request.Username)
            .Must(AccountNames.IsUsername).WithMessage("3 to 50 letters, digits, dots, dashes and underscores.")
            .Must(name => !AccountNames.IsReserved(name)).WithMessage("This username cannot be used.")
            .When(request => !string.IsNullOrWhiteSpace(request.Username));
        RuleFor(request => request.Password).AllowedPassword();
        RuleFor(request => request.FirstName).MaximumLength(User.NameMaxLength);
        RuleFor(request => request.LastName).MaximumLength(User.NameMaxLength);
        RuleFor(request => request.DisplayName).MaximumLength(2 * User.NameMaxLength);
        RuleFor(request => request.Language).MaximumLength(35);
    }
}

internal sealed class TokenRequestValidator : AbstractValidator<TokenRequest>
{
    public TokenRequestValidator() => RuleFor(request => request.Token).NotEmpty();
}

internal sealed class AddressRequestValidator : AbstractValidator<AddressRequest>
{
    public AddressRequestValidator() => RuleFor(request => request.Email).EmailAddressOfUser();
}

internal sealed class ResetPasswordRequestValidator : AbstractValidator<ResetPasswordRequest>
{
    public ResetPasswordRequestValidator()
    {
        RuleFor(request => request.Token).NotEmpty();
        RuleFor(request => request.NewPassword).AllowedPassword().When(request => request.Password is null);
        RuleFor(request => request.Password).AllowedPassword().When(request => request.NewPassword is null && request.Password is not null);
    }
}
