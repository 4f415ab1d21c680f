using System.Text.Json;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Study.Rooms;
using Npgsql;

namespace LearningPlatform.Core.Study.Chat;

/// <summary>Whom a message names, and the event that tells them.</summary>
/// <remarks>
/// Realtime writes this one outbox row itself: an event is a report and changes no relational data, and it is as safe there as any. It has the
/// message's id, so that telling twice counts once.
/// </remarks>
public sealed class ChatMentions(People people, NpgsqlDataSource database, OutboxSignal signal)
{
    /// <summary>The members whom <paramref name="text"/> names, without its author.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(string text, Membership author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(author);
        var mentioned = ChatText.Mentioned(text);
        if (mentioned.Count == 0)
        {
            return [];
        }

        var found = await people.ByUsernameAsync(mentioned, cancellationToken);
        return [.. found.Where(person => person != author.UserId && author.Room.RoleOf(person) is not null)];
    }

    /// <summary>Sends the event, if anybody is named.</summary>
    public async Task TellAsync(Document<ChatMessage> message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (body, kind) = (message.Body, RoomMentioned.Kind);
        if (body.Mentions.Count == 0)
        {
            return;
        }

        var mentioned = new OutboxMessage
        {
            EventId = message.Id,
            Topic = kind.Topic,
            EventType = kind.Name,
            UserId = body.AuthorId,
            Metadata = JsonSerializer.Serialize(new RoomMentioned(body.RoomId, message.Id, body.Mentions), kind.Json),
            OccurredAt = body.CreatedAt,
        };
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(mentioned.ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        signal.Raise();
    }
}
