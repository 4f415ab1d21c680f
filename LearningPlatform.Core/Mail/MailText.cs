namespace LearningPlatform.Core.Mail;

/// <summary>The words of one mail. <c>{product}</c> and <c>{name}</c> are filled in.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Greeting">Before the paragraphs.</param>
/// <param name="Paragraphs">What it says, above the button.</param>
/// <param name="Button">What the link is called; null without one.</param>
/// <param name="Footer">Small print: what to do when it was not you.</param>
internal sealed record MailText(string Subject, string Greeting, IReadOnlyList<string> Paragraphs, string? Button, string Footer);

/// <summary>The mails that accounts send.</summary>
public enum MailKind
{
    VerifyEmail,
    AlreadyRegistered,
    ResetPassword,
    PasswordChanged,
    AccountErased,
}

/// <summary>The words of every mail in every language that there is; English stands in for any other.</summary>
internal static class MailTexts
{
    private static readonly Dictionary<string, IReadOnlyDictionary<MailKind, MailText>> Languages = new(StringComparer.Ordinal)
    {
        ["en"] = EnglishMail.Texts,
        ["de"] = GermanMail.Texts,
    };

    public static IReadOnlyCollection<string> Known => Languages.Keys;

    public static MailText Of(MailKind kind, string language) => Languages.GetValueOrDefault(language, EnglishMail.Texts)[kind];
}
