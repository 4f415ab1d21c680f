using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Calls;

/// <summary>What a call's messages may be.</summary>
public static class CallLimits
{
    /// <summary>Characters of a session description; a browser's with many streams has about 20,000.</summary>
    public const int SdpMaxLength = 48 * 1024;

    /// <summary>Characters of an ICE candidate, and of what comes with it.</summary>
    public const int CandidateMaxLength = 1_024;
}

/// <summary>Takes part in the room's call, with these devices switched on. Whoever takes part already comes over to this socket.</summary>
public sealed record CallJoin(bool Audio, bool Video) : CallClientMessage;

/// <summary>Leaves the call; the socket stays.</summary>
public sealed record CallLeave : CallClientMessage;

/// <summary>A message that the server hands to one peer of the same call.</summary>
/// <param name="To">The peer's id.</param>
public abstract record CallRelay(Guid To) : CallClientMessage
{
    /// <summary>What the peer gets.</summary>
    public abstract CallServerMessage From(Guid sender);

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public abstract Failure? Refusal { get; }
}

/// <summary>WebRTC's offer.</summary>
/// <param name="To">The peer's id.</param>
/// <param name="Sdp">A session description.</param>
public sealed record CallOffer(Guid To, string Sdp) : CallRelay(To)
{
    public override Failure? Refusal => CheckSdp(Sdp);

    public override CallServerMessage From(Guid sender) => new OfferFrom(sender, Sdp);

    internal static Failure? CheckSdp(string sdp) => sdp.Length is > 0 and <= CallLimits.SdpMaxLength
        ? null
        : Failure.Invalid("sdp", $"1 to {CallLimits.SdpMaxLength} characters.");
}

/// <summary>WebRTC's answer.</summary>
/// <param name="To">The peer's id.</param>
/// <param name="Sdp">A session description.</param>
public sealed record CallAnswer(Guid To, string Sdp) : CallRelay(To)
{
    public override Failure? Refusal => CallOffer.CheckSdp(Sdp);

    public override CallServerMessage From(Guid sender) => new AnswerFrom(sender, Sdp);
}

/// <summary>A way to reach the sender: the members of WebRTC's <c>RTCIceCandidateInit</c>.</summary>
/// <param name="To">The peer's id.</param>
/// <param name="Candidate">Empty for "that was the last one".</param>
/// <param name="SdpMid">The media section's name.</param>
/// <param name="SdpMLineIndex">The media section's number.</param>
/// <param name="UsernameFragment">Which negotiation it belongs to.</param>
public sealed record CallIce(Guid To, string Candidate, string? SdpMid = null, ushort? SdpMLineIndex = null, string? UsernameFragment = null)
    : CallRelay(To)
{
    public override Failure? Refusal =>
        int.Max(Candidate.Length, int.Max(SdpMid?.Length ?? 0, UsernameFragment?.Length ?? 0)) <= CallLimits.CandidateMaxLength
            ? null
            : Failure.Invalid("candidate", $"At most {CallLimits.CandidateMaxLength} characters.");

    public override CallServerMessage From(Guid sender) => new IceFrom(sender, Candidate, SdpMid, SdpMLineIndex, UsernameFragment);
}

/// <summary>Which devices are switched on now.</summary>
public sealed record CallMedia(bool Audio, bool Video) : CallClientMessage;

/// <summary>Begins or ends to show one's screen: one person at a time, where the room allows it.</summary>
public sealed record CallScreen(bool On) : CallClientMessage;
