using System.Text.Json.Nodes;
using System.Text.Json;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity.Personal;
using Npgsql;

namespace LearningPlatform.Core.Study.Chat;

/// <summary>What somebody wrote is theirs: exported, and taken out of the rooms with their account.</summary>
public sealed class ChatPersonalData(IDocumentCollection<ChatMessage> messages) : IPersonalData
{
    private const int PageSize = 200;

    public string Name => "chat_messages";

    public async Task<JsonNode?> ExportAsync(Guid userId, CancellationToken cancellationToken)
    {
        var written = new JsonArray();
        await foreach (var message in OfAsync(userId, cancellationToken))
        {
            written.Add(JsonSerializer.SerializeToNode(ChatMessageView.Of(message), ChatJson.Default.ChatMessageView));
        }

        return written.Count == 0 ? null : written;
    }

    public async Task EraseAsync(
        Guid userId, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await foreach (var message in OfAsync(userId, cancellationToken))
        {
            await messages.DeleteAsync(message.Id, cancellationToken);
        }
    }

    private async IAsyncEnumerable<Document<ChatMessage>> OfAsync(
        Guid userId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(DocumentPattern.Of(new { author_id = userId })) { Limit = PageSize };
        while (await messages.FindAsync(query, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var message in page)
            {
                yield return message;
            }

            query = query with { After = page[^1].Id };
        }
    }
}
