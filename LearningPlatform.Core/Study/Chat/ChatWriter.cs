using LearningPlatform.Core.Documents;

namespace LearningPlatform.Core.Study.Chat;

/// <summary>
/// Stores messages, each once however often it comes. Those that come at about the same time, from all rooms of this process, are stored
/// together: a statement for each would cost the database several times as much.
/// </summary>
public sealed class ChatWriter
{
    private const int MostTogether = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly IDocumentCollection<ChatMessage> _messages;
    private readonly WaitingMessages _waiting;
    private readonly Gathering<ChatMessage, Document<ChatMessage>> _gathering;

    public ChatWriter(IDocumentCollection<ChatMessage> messages, WaitingMessages waiting, TimeProvider time)
    {
        _messages = messages;
        _waiting = waiting;
        _gathering = new(StoreAsync, Interval, MostTogether, time);
    }

    /// <summary>The stored message: an earlier one, if its author has sent it before with the same client id. It waits to be sent.</summary>
    public Task<Document<ChatMessage>> StoreAsync(ChatMessage message, CancellationToken cancellationToken) =>
        _gathering.AddAsync(message).WaitAsync(cancellationToken);

    // Without cancellation: it is for several.
    private async Task<IReadOnlyList<Document<ChatMessage>>> StoreAsync(IReadOnlyList<ChatMessage> messages)
    {
        var fresh = messages.Select(message => new Document<ChatMessage>(OrderedId.At(message.CreatedAt), 1, message)).ToList();
        var ids = await _waiting.ReserveAsync(fresh, CancellationToken.None);
        var reserved = fresh.Zip(ids, (message, id) => message with { Id = id }).ToList();
        var stored = await _messages.InsertManyAsync(reserved, CancellationToken.None);
        for (var index = 0; index < reserved.Count; index++)
        {
            var message = reserved[index];
            // Each id counts once, also when the same message came twice among these.
            if (!stored.Remove(message.Id))
            {
                reserved[index] = await _messages.GetAsync(message.Id, CancellationToken.None) ?? message;
            }
            else if (message.Id != fresh[index].Id)
            {
                await _waiting.AddAsync(new(message.Body.RoomId, message.Id), CancellationToken.None);
            }
        }

        return reserved;
    }
}
