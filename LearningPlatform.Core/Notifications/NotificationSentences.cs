namespace LearningPlatform.Core.Notifications;

/// <summary>The words of notifications in mails, a language each. <c>{…}</c> are members of the notification's data.</summary>
internal sealed record NotificationSentences(
    string Greeting,
    IReadOnlyDictionary<string, string> Sentences,
    string DigestSubject,
    string Button,
    string Footer,
    string Unsubscribe)
{
    private static readonly NotificationSentences English = new(
        "Hello {name},",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["welcome"] = "Welcome to {product}: your account is ready",
            ["enrolled"] = "You are enrolled in “{title}”",
            ["course_published"] = "{instructor} has published “{title}”",
            ["course_announced"] = "News in “{course}”: {title}",
            ["certificate_issued"] = "Your certificate for “{title}” is ready",
            ["certificate_revoked"] = "Your certificate for “{title}” was revoked",
            ["course_instructor.added"] = "You teach the course “{title}” now",
            ["course_instructor.removed"] = "You no longer teach the course “{title}”",
            ["lab_reviewed.accepted"] = "Your work for the lab “{title}” was accepted",
            ["lab_reviewed.rejected"] = "Your work for the lab “{title}” needs another try",
            ["graded"] = "Your answers in “{title}” have been graded",
            ["friend_request"] = "{from} would like to be your friend",
            ["friend_accepted"] = "{by} has accepted your friend request",
            ["room_invited"] = "{by} invites you to the study room “{room}”",
            ["mentioned"] = "{by} mentioned you in the study room “{room}”",
            ["security.password_changed"] = "The password of your account was changed",
            ["security.new_device"] = "Your account was used on a new device",
            ["security.token_reuse"] = "A device was signed out because somebody used an old key of its session",
            ["security.logout_all"] = "All devices were signed out of your account",
            ["security.role_changed"] = "Your role on {product} is now {to}",
        },
        "Your news from {product}",
        "Open {product}",
        "You get this mail because you have an account at {product}.",
        "You don't want mail of this kind any more?");

    private static readonly NotificationSentences German = new(
        "Guten Tag {name},",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["welcome"] = "Willkommen bei {product}: Ihr Konto ist bereit",
            ["enrolled"] = "Sie sind eingeschrieben: „{title}“",
            ["course_published"] = "{instructor} hat „{title}“ veröffentlicht",
            ["course_announced"] = "Neues in „{course}“: {title}",
            ["certificate_issued"] = "Ihr Zertifikat für „{title}“ liegt bereit",
            ["certificate_revoked"] = "Ihr Zertifikat für „{title}“ wurde widerrufen",
            ["course_instructor.added"] = "Sie unterrichten jetzt den Kurs „{title}“",
            ["course_instructor.removed"] = "Sie unterrichten den Kurs „{title}“ nicht mehr",
            ["lab_reviewed.accepted"] = "Ihre Arbeit für das Labor „{title}“ wurde angenommen",
            ["lab_reviewed.rejected"] = "Ihre Arbeit für das Labor „{title}“ braucht einen weiteren Versuch",
            ["graded"] = "Ihre Antworten in „{title}“ sind bewertet",
            ["friend_request"] = "{from} möchte mit Ihnen befreundet sein",
            ["friend_accepted"] = "{by} hat Ihre Freundschaftsanfrage angenommen",
            ["room_invited"] = "{by} lädt Sie in den Lernraum „{room}“ ein",
            ["mentioned"] = "{by} hat Sie im Lernraum „{room}“ erwähnt",
            ["security.password_changed"] = "Das Passwort Ihres Kontos wurde geändert",
            ["security.new_device"] = "Ihr Konto wurde auf einem neuen Gerät benutzt",
            ["security.token_reuse"] = "Ein Gerät wurde abgemeldet, weil jemand einen alten Schlüssel seiner Sitzung benutzt hat",
            ["security.logout_all"] = "Alle Geräte wurden von Ihrem Konto abgemeldet",
            ["security.role_changed"] = "Ihre Rolle bei {product} ist jetzt {to}",
        },
        "Neues für Sie bei {product}",
        "{product} öffnen",
        "Sie bekommen diese Mail, weil Sie ein Konto bei {product} haben.",
        "Sie möchten keine solchen Mails mehr?");

    public static NotificationSentences In(string language) => language == "de" ? German : English;

    /// <summary>One sentence without its full stop, fit for a subject line.</summary>
    public string Sentence(NotificationKind kind, IReadOnlyDictionary<string, string> data)
    {
        var name = data.TryGetValue("reason", out var reason) ? $"{kind.Name()}.{reason}" : kind.Name();
        var sentence = Sentences.GetValueOrDefault(name) ?? Sentences.GetValueOrDefault(kind.Name()) ?? kind.Name();
        foreach (var (member, value) in data)
        {
            sentence = sentence.Replace($"{{{member}}}", OneLine(value), StringComparison.Ordinal);
        }

        return sentence;
    }

    private static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
