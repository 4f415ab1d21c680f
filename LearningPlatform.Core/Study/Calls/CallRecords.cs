using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Calls;

/// <summary>Writes down who was in which call, and tells the room when one begins and ends.</summary>
public sealed class CallRecords(IDocumentCollection<CallChannel> channels, RoomFeed feed, TimeProvider time)
{
    private static readonly Failure NotFound = Failure.NotFound("CALL_NOT_FOUND", "There is no such call.");

    /// <summary>Notes what a change brought about beside what it was made for: who got lost, and whether the call has ended.</summary>
    public async Task NoteGoneAsync(Guid roomId, CallSnapshot call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        var now = time.GetUtcNow();
        if ((call.EndedId ?? call.ChannelId) is { } channelId && (call.Gone.Count > 0 || call.EndedId is not null))
        {
            await channels.UpdateAsync(
                channelId, NotFound, channel => channel.Leave(call.Gone, call.EndedId is not null, now), cancellationToken);
        }

        if (call.EndedId is { } ended)
        {
            await feed.PublishAsync(roomId, CallEvents.Ended, new(ended), cancellationToken);
        }
    }

    /// <summary>Notes that these have left a call whose state is lost; with the last of them it is over.</summary>
    public async Task NoteLostAsync(Guid roomId, Guid channelId, IReadOnlyCollection<Guid> peers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(peers);
        var now = time.GetUtcNow();
        var hasEnded = false;
        await channels.UpdateAsync(
            channelId,
            NotFound,
            channel =>
            {
                hasEnded = channel.EndedAt is null
                    && channel.Participants.All(stay => stay.LeftAt is not null || peers.Contains(stay.PeerId));
                return channel.Leave(peers, hasEnded, now);
            },
            cancellationToken);
        if (hasEnded)
        {
            await feed.PublishAsync(roomId, CallEvents.Ended, new(channelId), cancellationToken);
        }
    }

    /// <summary>Notes that somebody takes part.</summary>
    public async Task NoteJoinedAsync(Guid roomId, CallSnapshot call, CallPeer peer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        await NoteGoneAsync(roomId, call, cancellationToken);
        var now = time.GetUtcNow();
        var channelId = call.ChannelId ?? throw new InvalidOperationException("Somebody takes part in no call.");
        var first = new CallChannel { RoomId = roomId, CreatedAt = now }.Join(peer, now);
        if (!await channels.InsertAsync(channelId, first, cancellationToken))
        {
            await channels.UpdateAsync(channelId, NotFound, channel => channel.Join(peer, now), cancellationToken);
        }

        if (call.Outcome == CallSnapshot.Begins)
        {
            await feed.PublishAsync(roomId, CallEvents.Started, new(channelId), cancellationToken);
        }
    }

    /// <summary>Notes how somebody's stay has changed.</summary>
    public async Task NoteAsync(CallSnapshot call, Guid peerId, Func<CallStay, CallStay> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.ChannelId is { } channelId)
        {
            await channels.UpdateAsync(channelId, NotFound, channel => channel.With(peerId, change), cancellationToken);
        }
    }
}
