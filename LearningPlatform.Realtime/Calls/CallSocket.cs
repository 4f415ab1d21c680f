using LearningPlatform.Core.Study.Calls;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Realtime.Rooms;
using LearningPlatform.Realtime.Sockets;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Realtime.Calls;

/// <summary><c>/ws/rooms/{id}/rtc</c>: how the people in a room's call find each other. Sound and pictures go from peer to peer.</summary>
internal sealed class CallSocket(
    RoomSocket rooms, CallState calls, CallSeats seats, CallConversation conversation, IOptions<SocketSettings> settings)
{
    public Task ConnectAsync(HttpContext context, Guid roomId) => rooms.EnterAsync(context, roomId, RoomAction.Call, ServeAsync);

    private async Task ServeAsync(SocketConnection connection, RoomHub hub)
    {
        // Finding ways to many peers comes in bursts.
        connection.Pace = settings.Value.CallPace;
        var member = new RoomMember(connection, isInChat: false);
        try
        {
            await hub.JoinAsync(member, null, async (_, _) =>
            {
                var call = await calls.ReadAsync(hub.RoomId, CancellationToken.None);
                connection.Send(new CallHello(member.Membership.Room.MaxParticipants, call.Peers, call.ScreenPeerId).ToUtf8());
            });
            await connection.RunAsync(message => conversation.HandleAsync(hub, member, message));
        }
        finally
        {
            await hub.LeaveAsync(member);
            await seats.LeaveAsync(hub.RoomId, member);
        }
    }
}
