using System.Text.Json.Serialization;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Calls;

/// <summary>A call as it is recorded (document 2, <c>RealTimeChannels</c>): who was there and when.</summary>
public sealed record CallChannel
{
    public required Guid RoomId { get; init; }

    /// <summary>Always <c>video</c>; the chat has documents of its own.</summary>
    public string Type { get; init; } = "video";

    public IReadOnlyList<CallStay> Participants { get; init; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Somebody came; what is known already stays.</summary>
    public CallChannel Join(CallPeer peer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return Participants.Any(stay => stay.PeerId == peer.PeerId)
            ? this
            : this with { Participants = [.. Participants, new(peer.PeerId, peer.UserId, now, null, false, peer.Audio, peer.Video)] };
    }

    /// <summary>These have left, and with the last of them the call <paramref name="ends"/>.</summary>
    public CallChannel Leave(IReadOnlyCollection<Guid> peers, bool ends, DateTimeOffset now) => this with
    {
        Participants =
        [
            .. Participants.Select(stay => stay.LeftAt is null && (ends || peers.Contains(stay.PeerId))
                ? stay with { LeftAt = now, IsScreenSharing = false }
                : stay),
        ],
        EndedAt = ends ? EndedAt ?? now : EndedAt,
    };

    /// <summary>Changes one stay.</summary>
    public CallChannel With(Guid peerId, Func<CallStay, CallStay> change) =>
        this with { Participants = [.. Participants.Select(stay => stay.PeerId == peerId ? change(stay) : stay)] };
}

/// <summary>Somebody's time in a call.</summary>
public sealed record CallStay(
    Guid PeerId,
    Guid UserId,
    DateTimeOffset JoinedAt,
    DateTimeOffset? LeftAt,
    bool IsScreenSharing,
    bool AudioEnabled,
    bool VideoEnabled);

/// <summary>A call in a room's feed.</summary>
/// <param name="ChannelId">The call's, as it is recorded.</param>
public sealed record CallReference(Guid ChannelId);

/// <summary>The calls' kinds of room events, for members who are not in the call.</summary>
public static class CallEvents
{
    public static RoomEventKind<CallReference> Started { get; } = new("call.started", CallJson.Default.CallReference);
    public static RoomEventKind<CallReference> Ended { get; } = new("call.ended", CallJson.Default.CallReference);
}

/// <summary>The JSON of recorded calls.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CallChannel))]
[JsonSerializable(typeof(CallReference))]
public sealed partial class CallJson : JsonSerializerContext;
