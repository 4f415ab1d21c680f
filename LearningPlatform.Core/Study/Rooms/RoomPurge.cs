using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Timers;

namespace LearningPlatform.Core.Study.Rooms;

/// <summary>What a room holds beside itself, for its removal: todos, notes, materials, messages. Registered, one for each kind.</summary>
public interface IRoomContents
{
    /// <summary>Removes all of it; what is gone already is no error.</summary>
    Task RemoveAsync(Guid roomId, CancellationToken cancellationToken);
}

/// <summary>
/// Removes what deleted rooms held, and the rooms themselves a while later: what somebody was still adding at the moment of the deletion is
/// found by the second look. A crash half-way leaves a room that is found again.
/// </summary>
public sealed class RoomPurge(IDocumentCollection<Room> rooms, RoomTimers timers, IEnumerable<IRoomContents> contents, TimeProvider time)
{
    private const int PageSize = 100;
    private static readonly TimeSpan SecondLookAfter = TimeSpan.FromMinutes(10);

    /// <summary>Empties the room if it is deleted; one that is gone, or that is not deleted, is left alone.</summary>
    public async Task RemoveAsync(Guid roomId, CancellationToken cancellationToken)
    {
        if (await rooms.GetAsync(roomId, cancellationToken) is not { Body.DeletedAt: { } deletedAt })
        {
            return;
        }

        var isSecondLook = time.GetUtcNow() - deletedAt > SecondLookAfter;
        foreach (var content in contents)
        {
            await content.RemoveAsync(roomId, cancellationToken);
        }

        await timers.RemoveAsync(roomId, cancellationToken);
        if (isSecondLook)
        {
            await rooms.DeleteAsync(roomId, cancellationToken);
        }
    }

    /// <summary>Does it for every deleted room that is still there.</summary>
    public async Task RemoveAllAsync(CancellationToken cancellationToken)
    {
        var pattern = DocumentPattern.Of(new { IsDeleted = true });
        Guid? after = null;
        do
        {
            var page = await rooms.FindAsync(new(pattern) { After = after, Limit = PageSize }, cancellationToken);
            foreach (var room in page)
            {
                await RemoveAsync(room.Id, cancellationToken);
            }

            after = page.Count == PageSize ? page[^1].Id : null;
        }
        while (after is not null);
    }
}
