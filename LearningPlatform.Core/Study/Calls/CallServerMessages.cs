using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Calls;

/// <summary>Somebody in a call.</summary>
/// <param name="PeerId">Of this stay: who leaves and comes back has another one. Of two peers the one with the greater id, as text, is polite.</param>
/// <param name="UserId">Who.</param>
/// <param name="Audio">Their microphone is on.</param>
/// <param name="Video">Their camera is on.</param>
public sealed record CallPeer(Guid PeerId, Guid UserId, bool Audio, bool Video);

/// <summary>The first message: the call as it is, before one takes part.</summary>
/// <param name="MaxParticipants">How many people it takes.</param>
/// <param name="Peers">Who takes part; nobody when no call is on.</param>
/// <param name="ScreenPeerId">Who shows a screen.</param>
public sealed record CallHello(int MaxParticipants, IReadOnlyList<CallPeer> Peers, Guid? ScreenPeerId) : CallServerMessage;

/// <summary>The caller takes part now.</summary>
/// <param name="PeerId">Their own id.</param>
/// <param name="ChannelId">The call's, as it is recorded.</param>
/// <param name="Peers">The others.</param>
/// <param name="ScreenPeerId">Who shows a screen.</param>
public sealed record CallJoined(Guid PeerId, Guid ChannelId, IReadOnlyList<CallPeer> Peers, Guid? ScreenPeerId) : CallServerMessage;

/// <summary>The same person joined from elsewhere; this socket is out of the call and closes.</summary>
public sealed record CallReplaced : CallServerMessage;

/// <summary>Somebody joined.</summary>
public sealed record PeerJoined(CallPeer Peer) : CallServerMessage;

/// <summary>Somebody left, was put out, or got lost.</summary>
public sealed record PeerLeft(Guid PeerId, Guid UserId) : CallServerMessage;

/// <summary>Somebody switched a device.</summary>
public sealed record PeerMedia(Guid PeerId, bool Audio, bool Video) : CallServerMessage;

/// <summary>Who shows a screen now; null for nobody.</summary>
public sealed record ScreenShown(Guid? PeerId) : CallServerMessage;

/// <summary>A peer's offer.</summary>
public sealed record OfferFrom(Guid From, string Sdp) : CallServerMessage;

/// <summary>A peer's answer.</summary>
public sealed record AnswerFrom(Guid From, string Sdp) : CallServerMessage;

/// <summary>A way to reach a peer.</summary>
public sealed record IceFrom(Guid From, string Candidate, string? SdpMid, ushort? SdpMLineIndex, string? UsernameFragment) : CallServerMessage;
