using System.Buffers.Text;
using System.Text.Json;
using LearningPlatform.Core.Mail;

namespace LearningPlatform.Core.Notifications;

/// <summary>Whom a notification mail goes to.</summary>
public sealed record MailRecipient(string Email, string Name, string Language, byte[] UnsubscribeToken);

/// <summary>Composes the mails of notifications: one for one, or one for a day's.</summary>
public sealed class NotificationMails(MailTemplates templates)
{
    /// <summary>Stands in unsubscribe links for everything that comes in the daily mail.</summary>
    public const string DigestKind = "digest";

    /// <summary>The path that unsubscribes: <c>POST</c> does it (RFC 8058), <c>GET</c> shows a page with the button.</summary>
    public const string UnsubscribePath = "/api/v1/notifications/unsubscribe";

    /// <summary>One mail about all of <paramref name="notifications"/>, which are not empty.</summary>
    public ComposedMail Compose(MailRecipient recipient, IReadOnlyList<(NotificationKind Kind, string Data)> notifications, bool digest)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(notifications);
        var words = NotificationSentences.In(recipient.Language);
        var sentences = notifications.Select(told => words.Sentence(told.Kind, DataOf(told.Data))).ToList();
        var kind = digest ? DigestKind : notifications[0].Kind.Name();
        var unsubscribe = digest || !notifications[0].Kind.IsMandatory() ? Unsubscribe(recipient, kind) : null;
        var text = new MailText(
            digest ? words.DigestSubject : sentences[0],
            words.Greeting,
            [.. sentences.Select(sentence => sentence + ".")],
            words.Button,
            unsubscribe is null ? words.Footer : $"{words.Footer} {words.Unsubscribe} {unsubscribe}");
        var mail = templates.Compose(text, recipient.Email, recipient.Name, recipient.Language, templates.PublicUrl + "/");
        return unsubscribe is null ? mail : mail with { Headers = Headers(unsubscribe) };
    }

    private string Unsubscribe(MailRecipient recipient, string kind) =>
        $"{templates.PublicUrl}{UnsubscribePath}?token={Base64Url.EncodeToString(recipient.UnsubscribeToken)}&kind={kind}";

    private static Dictionary<string, string> Headers(string unsubscribe) => new(StringComparer.Ordinal)
    {
        ["List-Unsubscribe"] = $"<{unsubscribe}>",
        ["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click",
    };

    private static Dictionary<string, string> DataOf(string json) =>
        JsonSerializer.Deserialize(json, NotificationJson.Default.DictionaryStringString) ?? [];
}
