namespace LearningPlatform.Core.Mail;

internal static class GermanMail
{
    private const string Greeting = "Guten Tag {name},";

    public static readonly IReadOnlyDictionary<MailKind, MailText> Texts = new Dictionary<MailKind, MailText>
    {
        [MailKind.VerifyEmail] = new(
            "Bitte bestätigen Sie Ihre E-Mail-Adresse",
            Greeting,
            ["willkommen bei {product}. Bestätigen Sie, dass diese Adresse Ihnen gehört, dann ist Ihr Konto bereit.",
                "Der Link gilt 24 Stunden."],
            "Adresse bestätigen",
            "Sie haben sich nicht angemeldet? Dann lassen Sie diese Mail liegen, und es entsteht kein Konto."),
        [MailKind.AlreadyRegistered] = new(
            "Sie haben bereits ein Konto",
            Greeting,
            ["jemand, wahrscheinlich Sie selbst, wollte sich mit dieser Adresse bei {product} registrieren. Sie hat bereits ein Konto: "
                + "Melden Sie sich einfach an. Wenn Sie Ihr Passwort nicht mehr wissen, fordern Sie dort ein neues an."],
            "Anmelden",
            "Das waren nicht Sie? Dann brauchen Sie nichts zu tun: Niemand hat erfahren, dass Sie ein Konto haben."),
        [MailKind.ResetPassword] = new(
            "Neues Passwort setzen",
            Greeting,
            ["jemand, wahrscheinlich Sie selbst, hat bei {product} ein neues Passwort angefordert.",
                "Der Link gilt eine Stunde lang und nur einmal."],
            "Neues Passwort setzen",
            "Das waren nicht Sie? Dann lassen Sie diese Mail liegen, und Ihr Passwort bleibt, wie es ist."),
        [MailKind.PasswordChanged] = new(
            "Ihr Passwort wurde geändert",
            Greeting,
            ["das Passwort Ihres Kontos bei {product} wurde soeben geändert, und alle anderen Geräte wurden abgemeldet."],
            null,
            "Das waren nicht Sie? Dann fordern Sie sofort ein neues Passwort an: Das meldet alle anderen ab."),
        [MailKind.AccountErased] = new(
            "Ihr Konto wurde gelöscht",
            Greeting,
            ["Ihr Konto bei {product} und was dazu gespeichert war, ist gelöscht, wie Sie es wollten. Dies ist unsere letzte Mail an Sie."],
            null,
            "Was Sie für andere geschrieben haben, bleibt ohne Ihren Namen."),
    };
}
