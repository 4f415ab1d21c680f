using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using LearningPlatform.Core.Mail;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Workers.Mail;

/// <summary>
/// SMTP with STARTTLS by the framework's client. That client cannot do implicit TLS (port 465) or OAuth sign-in, and opens a
/// connection a mail; a relay on the operator's side covers all three.
/// </summary>
internal sealed class SmtpMailSender(IOptions<MailSendingSettings> settings) : IMailSender
{
    public async Task<MailVerdict> SendAsync(ComposedMail mail, CancellationToken cancellationToken)
    {
        var smtp = settings.Value.Smtp;
        try
        {
            using var client = new SmtpClient(smtp.Host, smtp.Port)
            {
                EnableSsl = smtp.StartTls,
                DeliveryMethod = SmtpDeliveryMethod.Network,
                UseDefaultCredentials = false,
                Credentials = string.IsNullOrEmpty(smtp.Username) ? null : new NetworkCredential(smtp.Username, smtp.Password),
            };
            using var message = Compose(mail);
            await client.SendMailAsync(message, cancellationToken);
            return MailVerdict.Sent;
        }
        catch (SmtpFailedRecipientException exception)
        {
            return new(IsPermanent(exception.StatusCode) ? MailVerdictKind.NoSuchAddress : MailVerdictKind.Later, exception.Message);
        }
        catch (SmtpException exception)
        {
            return new(IsRefusal(exception.StatusCode) ? MailVerdictKind.Refused : MailVerdictKind.Later, exception.Message);
        }
        catch (FormatException exception)
        {
            return new(MailVerdictKind.NoSuchAddress, exception.Message);
        }
    }

    private MailMessage Compose(ComposedMail mail)
    {
        var message = new MailMessage(new MailAddress(settings.Value.From), new MailAddress(mail.To))
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Text,
            BodyEncoding = Encoding.UTF8,
        };
        message.Headers.Add("Auto-Submitted", "auto-generated");
        foreach (var (name, value) in mail.Headers)
        {
            message.Headers.Add(name, value);
        }

        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(mail.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        return message;
    }

    /// <summary>RFC 5321: 550, 551 and 553 are about the recipient's mailbox.</summary>
    private static bool IsPermanent(SmtpStatusCode code) => code is SmtpStatusCode.MailboxUnavailable
        or SmtpStatusCode.UserNotLocalTryAlternatePath or SmtpStatusCode.MailboxNameNotAllowed;

    private static bool IsRefusal(SmtpStatusCode code) => code is SmtpStatusCode.TransactionFailed or SmtpStatusCode.ExceededStorageAllocation;
}
