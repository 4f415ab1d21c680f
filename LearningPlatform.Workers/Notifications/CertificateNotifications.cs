using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Notifications;

/// <summary>Hands certificates over.</summary>
[Handles<CertificateIssued>]
internal sealed class NotifyCertified(Notifier notifier) : IEventSetHandler
{
    public Task HandleAsync(IReadOnlyList<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken) =>
        notifier.TellAsync(
            transaction,
            [
                .. messages.Where(message => message.Event.UserId is not null).Select(message => (message.Event.UserId!.Value, Draft(message))),
            ],
            cancellationToken);

    private static NotificationDraft Draft(TransportMessage message)
    {
        var certificate = message.Event.Read<CertificateIssued>();
        return Notifier.Draft(
            message,
            NotificationKind.CertificateIssued,
            new(StringComparer.Ordinal) { ["certificate_id"] = certificate.CertificateId.ToString(), ["title"] = certificate.Title });
    }
}

/// <summary>Tells holders that a certificate of theirs was taken back. Why, they read with the certificate: reasons don't go by mail.</summary>
[Handles<CertificateRevoked>]
internal sealed class NotifyRevoked(Notifier notifier) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message.UserId is { } holder)
        {
            var certificate = message.Read<CertificateRevoked>();
            await notifier.TellAsync(
                db,
                message,
                NotificationKind.CertificateRevoked,
                new(StringComparer.Ordinal) { ["certificate_id"] = certificate.CertificateId.ToString(), ["title"] = certificate.Title },
                [holder],
                cancellationToken);
        }
    }
}
