using System.Text.Json;
using System.Text.Json.Nodes;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Core.Study.Rooms;
using Npgsql;

namespace LearningPlatform.Core.Study.Chat;

/// <summary>What somebody wrote is theirs: exported, and taken out of the rooms with their account.</summary>
public sealed class ChatPersonalData(IDocumentCollection<ChatMessage> messages) : IPersonalData
{
    public string Name => "chat_messages";

    public async Task<JsonNode?> ExportAsync(Guid userId, CancellationToken cancellationToken)
    {
        var written = new JsonArray();
        await foreach (var message in messages.FindAllAsync(DocumentPattern.Of(new { AuthorId = userId }), cancellationToken))
        {
            written.Add(JsonSerializer.SerializeToNode(ChatMessageView.Of(message), ChatJson.Default.ChatMessageView));
        }

        return written.Count == 0 ? null : written;
    }

    public async Task EraseAsync(
        Guid userId, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await foreach (var message in messages.FindAllAsync(DocumentPattern.Of(new { AuthorId = userId }), cancellationToken))
        {
            await messages.DeleteAsync(message.Id, cancellationToken);
        }

        // What others wrote stays theirs, without this person in it.
        DocumentPattern[] others =
        [
            DocumentPattern.Of(new { Mentions = new[] { userId } }), DocumentPattern.Of(new { Reactions = new[] { new { UserIds = new[] { userId } } } }),
        ];
        foreach (var pattern in others)
        {
            await foreach (var message in messages.FindAllAsync(pattern, cancellationToken))
            {
                await messages.UpdateAsync(
                    message.Id, ChatMessage.NotFound, body => (Outcome<ChatMessage>)body.Without(userId), cancellationToken);
            }
        }
    }
}

/// <summary>A deleted room's chat goes with it.</summary>
public sealed class ChatContents(IDocumentCollection<ChatMessage> messages) : IRoomContents
{
    public async Task RemoveAsync(Guid roomId, CancellationToken cancellationToken)
    {
        await foreach (var message in messages.FindAllAsync(DocumentPattern.Of(new { RoomId = roomId }), cancellationToken))
        {
            await messages.DeleteAsync(message.Id, cancellationToken);
        }
    }
}
