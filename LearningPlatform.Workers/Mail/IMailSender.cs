using LearningPlatform.Core.Mail;

namespace LearningPlatform.Workers.Mail;

/// <summary>A way to hand mail over. What it answers decides whether the mail is tried again.</summary>
internal interface IMailSender
{
    /// <summary>Hands the mail over, or says why not. Throws only for what a later try may mend.</summary>
    Task<MailVerdict> SendAsync(ComposedMail mail, CancellationToken cancellationToken);
}

/// <summary>What became of handing a mail over.</summary>
/// <param name="Kind">Taken, or refused how.</param>
/// <param name="Reason">The server's words, for operators.</param>
internal sealed record MailVerdict(MailVerdictKind Kind, string Reason = "")
{
    public static readonly MailVerdict Sent = new(MailVerdictKind.Sent);
}

internal enum MailVerdictKind
{
    Sent,

    /// <summary>Not now: a greylist, a busy server, a limit.</summary>
    Later,

    /// <summary>Never: something about this mail.</summary>
    Refused,

    /// <summary>Never: there is nobody at that address.</summary>
    NoSuchAddress,
}
