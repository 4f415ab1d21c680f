namespace LearningPlatform.Core.Mail;

internal static class EnglishMail
{
    private const string Greeting = "Hello {name},";

    public static readonly IReadOnlyDictionary<MailKind, MailText> Texts = new Dictionary<MailKind, MailText>
    {
        [MailKind.VerifyEmail] = new(
            "Confirm your e-mail address",
            Greeting,
            ["Welcome to {product}. Confirm that this address is yours, and your account is ready.", "The link works for 24 hours."],
            "Confirm address",
            "You did not register? Then ignore this mail, and there will be no account."),
        [MailKind.AlreadyRegistered] = new(
            "You already have an account",
            Greeting,
            ["Somebody, probably you, tried to register at {product} with this address. It has an account already: just sign in. "
                + "If you do not know your password any more, ask for a new one there."],
            "Sign in",
            "It was not you? Then you need not do anything: nobody learned that you have an account."),
        [MailKind.ResetPassword] = new(
            "Set a new password",
            Greeting,
            ["Somebody, probably you, asked for a new password at {product}.", "The link works for one hour, and once."],
            "Set a new password",
            "It was not you? Then ignore this mail, and your password stays as it is."),
        [MailKind.PasswordChanged] = new(
            "Your password was changed",
            Greeting,
            ["The password of your account at {product} was changed just now, and all other devices were signed out."],
            null,
            "It was not you? Then ask for a new password at once: that signs out everybody else."),
        [MailKind.AccountErased] = new(
            "Your account was deleted",
            Greeting,
            ["Your account at {product} and what was stored with it are gone, as you asked. This is our last mail to you."],
            null,
            "What you wrote for others stays without your name."),
    };
}
