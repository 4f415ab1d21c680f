using System.Net;
using System.Text;
using LearningPlatform.Core.Identity;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Core.Mail;

/// <summary>A mail that is ready to be sent.</summary>
public sealed record ComposedMail(string To, string Subject, string Text, string Html)
{
    /// <summary>Further header lines, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Composes mails as text and as HTML. Whatever a person has typed is encoded; nothing of it becomes markup or a header.</summary>
public sealed class MailTemplates(IOptions<MailSettings> settings, IOptions<IdentitySettings> identity)
{
    /// <summary>The best language there is for an <c>Accept-Language</c> header or a language tag.</summary>
    public static string LanguageOf(string? accepted)
    {
        var wanted = (accepted ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(10)
            .Select(part => part.Split(';', '-', '_')[0].Trim().ToLowerInvariant());
        return wanted.FirstOrDefault(MailTexts.Known.Contains) ?? "en";
    }

    /// <summary>The mail of <paramref name="kind"/>; <paramref name="token"/> goes into its link.</summary>
    public ComposedMail Compose(MailKind kind, string to, string name, string language, string token = "")
    {
        var text = MailTexts.Of(kind, language);
        return Compose(text, to, name, language, text.Button is null ? null : LinkOf(kind, token));
    }

    /// <summary>Where people reach the platform, without a slash at its end.</summary>
    internal string PublicUrl => (settings.Value.PublicUrl ?? identity.Value.Issuer).TrimEnd('/');

    /// <summary>A mail with words of another module's own; <paramref name="link"/> is the button's.</summary>
    internal ComposedMail Compose(MailText text, string to, string name, string language, string? link)
    {
        // Names are for greeting: a mail that a stranger caused must not carry the stranger's text and links.
        var shown = name.Length > 60 || name.Contains("://", StringComparison.Ordinal) || name.Contains('\n', StringComparison.Ordinal) ? "" : name;
        return new(to, Fill(text.Subject, ""), PlainText(text, shown, link), Html(text, shown, link, language));
    }

    private string LinkOf(MailKind kind, string token)
    {
        var template = kind switch
        {
            MailKind.VerifyEmail => settings.Value.VerifyLink,
            MailKind.ResetPassword => settings.Value.ResetLink,
            _ => settings.Value.SignInLink,
        };
        return template.Replace("{url}", PublicUrl, StringComparison.Ordinal)
            .Replace("{token}", Uri.EscapeDataString(token), StringComparison.Ordinal);
    }

    private string Fill(string text, string name) => text
        .Replace("{product}", settings.Value.Product, StringComparison.Ordinal)
        .Replace(" {name}", name.Length == 0 ? "" : $" {name}", StringComparison.Ordinal);

    private string PlainText(MailText text, string name, string? link)
    {
        var lines = new StringBuilder().Append(Fill(text.Greeting, name)).Append("\n\n");
        foreach (var paragraph in text.Paragraphs)
        {
            lines.Append(Fill(paragraph, name)).Append("\n\n");
        }

        if (link is not null)
        {
            lines.Append(Fill(text.Button!, name)).Append(":\n").Append(link).Append("\n\n");
        }

        return lines.Append(Fill(text.Footer, name)).Append("\n\n").Append(settings.Value.Product).Append('\n').ToString();
    }

    private string Html(MailText text, string name, string? link, string language)
    {
        var paragraphs = string.Concat(text.Paragraphs.Select(paragraph => $"<p>{Encode(Fill(paragraph, name))}</p>\n"));
        var button = link is null ? "" :
            $"""
            <p style="margin:28px 0"><a href="{Encode(link)}" style="background:#1f5eff;color:#fff;padding:12px 20px;border-radius:6px;text-decoration:none">{Encode(Fill(text.Button!, name))}</a></p>
            <p style="font-size:13px;color:#555;word-break:break-all">{Encode(link)}</p>
            """;
        return $"""
            <!doctype html>
            <html lang="{language}"><head><meta charset="utf-8"><title>{Encode(Fill(text.Subject, ""))}</title></head>
            <body style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;color:#111;max-width:560px;margin:0 auto;padding:24px">
            <p>{Encode(Fill(text.Greeting, name))}</p>
            {paragraphs}{button}
            <p style="font-size:13px;color:#555">{Encode(Fill(text.Footer, name))}</p>
            <p style="font-size:13px;color:#555">{Encode(settings.Value.Product)}</p>
            </body></html>
            """;
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
