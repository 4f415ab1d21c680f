using LearningPlatform.Core.Documents;

namespace LearningPlatform.Core.Study.Chat;

/// <summary>Reads a room's chat.</summary>
public sealed class ChatHistory(IDocumentCollection<ChatMessage> messages)
{
    /// <summary>Newest first; deleted messages are there without their text.</summary>
    public async Task<Page<ChatMessageView>> ListAsync(Guid roomId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(DocumentPattern.Of(new { room_id = roomId })) { After = before, Descending = true, Limit = limit + 1 };
        var found = await messages.FindAsync(query, cancellationToken);
        return Page<ChatMessageView>.From([.. found.Select(ChatMessageView.Of)], limit, message => Cursor.Encode("", message.Id));
    }
}
