using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;
using StackExchange.Redis;

namespace LearningPlatform.Core.Study.Chat;

/// <summary>Writes a room's chat: stored first, then sent.</summary>
public sealed class RoomChat(
    IDocumentCollection<ChatMessage> messages, ChatWriter writer, ChatMentions mentions, RoomFeed feed, TimeProvider time)
{
    private static readonly Failure Away =
        new(FailureKind.Unavailable, "UNAVAILABLE", "The chat is not available right now. Try again in a moment.");

    /// <summary>
    /// Stores a message and sends it to the room, once, however often it is tried with the same <paramref name="clientId"/>.
    /// <paramref name="resend"/> says that an earlier try may have been long ago.
    /// </summary>
    public async Task<Outcome<Document<ChatMessage>>> SendAsync(
        Membership author, string clientId, string text, bool resend, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(author);
        if ((author.Refusal(RoomAction.Chat) ?? ChatText.CheckClientId(clientId)) is { } refusal)
        {
            return refusal;
        }

        if (!ChatText.Read(text).TryGet(out var clean, out var failure))
        {
            return failure;
        }

        if (resend && await FindEarlierAsync(author, clientId, cancellationToken) is { } earlier)
        {
            await FinishAsync(earlier, cancellationToken);
            return earlier;
        }

        try
        {
            var message = await writer.StoreAsync(
                new()
                {
                    RoomId = author.RoomId,
                    AuthorId = author.UserId,
                    ClientId = clientId,
                    Text = clean,
                    CreatedAt = time.GetUtcNow(),
                    Mentions = await mentions.FindAsync(clean, author, cancellationToken),
                },
                cancellationToken);
            await FinishAsync(message, cancellationToken);
            return message;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return Away;
        }
    }

    /// <summary>Changes the text of one's own message.</summary>
    public async Task<Outcome<Document<ChatMessage>>> EditAsync(
        Membership by, Guid messageId, string text, CancellationToken cancellationToken)
    {
        if (!ChatText.Read(text).TryGet(out var clean, out var failure))
        {
            return failure;
        }

        var now = time.GetUtcNow();
        var changed = await messages.UpdateAsync(
            messageId, ChatMessage.NotFound, message => message.Edit(by, clean, now), cancellationToken);
        if (changed.TryGet(out var document, out _))
        {
            await feed.PublishAsync(by.RoomId, ChatEvents.Edited, ChatMessageView.Of(document), cancellationToken);
        }

        return changed;
    }

    /// <summary>Deletes a message of one's own, or as a moderator anybody's.</summary>
    public async Task<Outcome<Document<ChatMessage>>> DeleteAsync(Membership by, Guid messageId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var now = time.GetUtcNow();
        var changed = await messages.UpdateAsync(messageId, ChatMessage.NotFound, message => message.Delete(by, now), cancellationToken);
        if (changed.Failure is null)
        {
            await feed.PublishAsync(by.RoomId, ChatEvents.Deleted, new(messageId, by.UserId), cancellationToken);
        }

        return changed;
    }

    /// <summary>Reacts to a message, or takes it back.</summary>
    public async Task<Outcome<Document<ChatMessage>>> ReactAsync(
        Membership by, Guid messageId, string emoji, bool on, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (ChatText.CheckEmoji(emoji) is { } refusal)
        {
            return refusal;
        }

        var changed = await messages.UpdateAsync(messageId, ChatMessage.NotFound, message => message.React(by, emoji, on), cancellationToken);
        if (changed.Failure is null)
        {
            await feed.PublishAsync(by.RoomId, ChatEvents.Reaction, new(messageId, by.UserId, emoji, on), cancellationToken);
        }

        return changed;
    }

    /// <summary>Does what is left to do for a stored message; may be done again.</summary>
    public async Task FinishAsync(Document<ChatMessage> message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await mentions.TellAsync(message, cancellationToken);
        var entry = new WaitingMessage(message.Body.RoomId, message.Id);
        await feed.PublishAsync(message.Body.RoomId, ChatEvents.Message, ChatMessageView.Of(message), entry.ToString(), cancellationToken);
    }

    private async Task<Document<ChatMessage>?> FindEarlierAsync(Membership author, string clientId, CancellationToken cancellationToken)
    {
        var pattern = DocumentPattern.Of(new { room_id = author.RoomId, author_id = author.UserId, client_id = clientId });
        return await messages.FindAsync(new(pattern) { Limit = 1 }, cancellationToken) is [var earlier, ..] ? earlier : null;
    }
}
