using System.Text.Json;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Notifications;

/// <summary>Tells people about an event: stored with the event's effects, and shown live once that is committed.</summary>
internal sealed class Notifier(NotificationWriter writer, AfterCommit afterCommit, LiveChannel live)
{
    /// <param name="db">The handler's.</param>
    /// <param name="cause">The event.</param>
    /// <param name="kind">What it is to the people told.</param>
    /// <param name="data">What the kind's sentence needs.</param>
    /// <param name="userIds">Whom to tell.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <param name="byMail">False where another mail says the same already.</param>
    public async Task TellAsync(
        LearningDbContext db,
        PlatformEvent cause,
        NotificationKind kind,
        Dictionary<string, string> data,
        IReadOnlyCollection<Guid> userIds,
        CancellationToken cancellationToken,
        bool byMail = true)
    {
        var json = JsonSerializer.Serialize(data, NotificationJson.Default.DictionaryStringString);
        Show(await writer.AddAsync(db, new(kind, json, cause.EventId, byMail), userIds, cancellationToken));
    }

    /// <summary>What an event is to the people told; its mails go on with the event's trace.</summary>
    public static NotificationDraft Draft(TransportMessage cause, NotificationKind kind, Dictionary<string, string> data, bool byMail = true) =>
        new(kind, JsonSerializer.Serialize(data, NotificationJson.Default.DictionaryStringString), cause.Event.EventId, byMail)
        {
            Traceparent = cause.Traceparent,
        };

    /// <summary>Tells of several events, which are all of one kind to those told.</summary>
    public async Task TellAsync(
        EventTransaction transaction, IReadOnlyList<(Guid UserId, NotificationDraft Draft)> drafts, CancellationToken cancellationToken) =>
        Show(await writer.AddAsync(transaction.CreateBatch, drafts, cancellationToken));

    private void Show(IReadOnlyList<Notification> told)
    {
        if (told.Count > 0)
        {
            afterCommit.Do(() => Task.WhenAll(told.Select(notification =>
                live.PublishAsync(new(notification.UserId, NotificationView.Of(notification), null)))));
        }
    }
}
