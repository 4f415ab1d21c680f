using System.Text.Json;
using System.Text.Json.Nodes;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Core.Study.Rooms;
using Npgsql;

namespace LearningPlatform.Core.Study.Calls;

/// <summary>When somebody was in calls: exported, and made nobody's with their account.</summary>
public sealed class CallPersonalData(IDocumentCollection<CallChannel> channels) : IPersonalData
{
    private static readonly Failure Gone = Failure.NotFound("CALL_NOT_FOUND", "There is no such call.");

    public string Name => "calls";

    public async Task<JsonNode?> ExportAsync(Guid userId, CancellationToken cancellationToken)
    {
        var stays = new JsonArray();
        await foreach (var channel in channels.FindAllAsync(Of(userId), cancellationToken))
        {
            var own = channel.Body with { Participants = [.. channel.Body.Participants.Where(stay => stay.UserId == userId)] };
            stays.Add(JsonSerializer.SerializeToNode(own, CallJson.Default.CallChannel));
        }

        return stays.Count == 0 ? null : stays;
    }

    public async Task EraseAsync(
        Guid userId, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await foreach (var channel in channels.FindAllAsync(Of(userId), cancellationToken))
        {
            var erased = await channels.UpdateAsync(channel.Id, Gone, Anonymous, cancellationToken);
            if (erased.Failure is { } failure && failure != Gone)
            {
                throw new InvalidOperationException($"A call could not be made nobody's: {failure.Code}.");
            }
        }

        Outcome<CallChannel> Anonymous(CallChannel channel) => channel with
        {
            Participants = [.. channel.Participants.Select(stay => stay.UserId == userId ? stay with { UserId = Guid.Empty } : stay)],
        };
    }

    private static DocumentPattern Of(Guid userId) => DocumentPattern.Of(new { Participants = new[] { new { UserId = userId } } });
}

/// <summary>A deleted room's calls go with it.</summary>
public sealed class CallContents(IDocumentCollection<CallChannel> channels) : IRoomContents
{
    public async Task RemoveAsync(Guid roomId, CancellationToken cancellationToken)
    {
        await foreach (var channel in channels.FindAllAsync(DocumentPattern.Of(new { RoomId = roomId }), cancellationToken))
        {
            await channels.DeleteAsync(channel.Id, cancellationToken);
        }
    }
}
