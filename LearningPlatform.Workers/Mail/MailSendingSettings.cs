namespace LearningPlatform.Workers.Mail;

/// <summary>The configuration section <c>Mail</c>: how mail is sent. What it says and where its links lead is Core's <c>MailSettings</c>.</summary>
internal sealed class MailSendingSettings
{
    public const string Section = "Mail";

    /// <summary><c>smtp</c>, <c>sendgrid</c> or <c>mailbox</c> (kept for <c>/dev/mailbox</c>, sent nowhere); absent for what is configured.</summary>
    public string? Sender { get; set; }

    /// <summary>An address, or a name and an address in angle brackets.</summary>
    public string From { get; set; } = "LearningPlatform <noreply@localhost>";

    public SmtpSettings Smtp { get; set; } = new();

    public SendGridSettings SendGrid { get; set; } = new();

    /// <summary>The sender to use; null when none is configured.</summary>
    public string? Choose(bool isDevelopment) => (Sender?.Trim().ToLowerInvariant(), Smtp.Host, SendGrid.ApiKey) switch
    {
        ({ Length: > 0 } named, _, _) => named,
        (_, { Length: > 0 }, _) => "smtp",
        (_, _, { Length: > 0 }) => "sendgrid",
        _ => isDevelopment ? "mailbox" : null,
    };
}

internal sealed class SmtpSettings
{
    public string Host { get; set; } = "";
    public int Port { get; set; } = 587;

    /// <summary>On: a server without STARTTLS, or with a certificate that does not hold, gets nothing.</summary>
    public bool StartTls { get; set; } = true;

    public string? Username { get; set; }
    public string? Password { get; set; }
}

internal sealed class SendGridSettings
{
    public string BaseUrl { get; set; } = "https://api.sendgrid.com";
    public string? ApiKey { get; set; }
}
