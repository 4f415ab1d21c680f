using LearningPlatform.Core;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Study;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Core.Study.Sessions;
using LearningPlatform.Realtime.Calls;
using LearningPlatform.Realtime.Sockets;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using StackExchange.Redis;

namespace LearningPlatform.Realtime.Rooms;

/// <summary><c>/ws/rooms/{id}</c>: chat, presence and everything that changes in a room.</summary>
internal sealed partial class RoomSocket(
    RoomHubs hubs,
    RoomMemberships memberships,
    RoomPresence presence,
    ActiveSessions sessions,
    RoomConversation conversation,
    OpenSockets sockets,
    ILogger<RoomSocket> logger)
{
    private static readonly Failure NotAnId = Failure.Invalid("last_event_id", "Not the id of a room's event.");
    private static readonly Failure Away =
        new(FailureKind.Unavailable, "LIVE_UNAVAILABLE", "Rooms are not live at the moment. Try again shortly.");

    /// <summary>Finds out whether the caller may come in, before the socket is accepted.</summary>
    public Task ConnectAsync(HttpContext context, Guid roomId)
    {
        RoomEventId? last = null;
        if (context.Request.Query["last_event_id"] is [{ Length: > 0 } text])
        {
            if (!RoomEventId.TryParse(text, out var id))
            {
                return FailureWriter.WriteAsync(context, NotAnId);
            }

            last = id;
        }

        return EnterAsync(context, roomId, RoomAction.See, (connection, hub) => ServeAsync(connection, hub, last));
    }

    /// <summary>Opens a socket of the room to whoever may do <paramref name="action"/> there.</summary>
    public async Task EnterAsync(
        HttpContext context, Guid roomId, RoomAction action, Func<SocketConnection, RoomHub, Task> serve)
    {
        var caller = context.User.Caller();
        var allowed = await memberships.RequireAsync(roomId, caller.UserId, action, context.RequestAborted);
        if (allowed.Failure is { } refusal)
        {
            await FailureWriter.WriteAsync(context, refusal);
            return;
        }

        RoomHub hub;
        try
        {
            hub = await hubs.EnterAsync(roomId);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            await FailureWriter.WriteAsync(context, Away);
            return;
        }

        try
        {
            // Without the room that was read: it would stay as long as the socket, and a full one is large. The hub has one for all.
            await sockets.AcceptAsync(context, connection => serve(connection, hub));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // The socket is cut off, and its client comes back; what it leaves in Redis runs out by itself.
            LogCutOff(exception);
        }
        finally
        {
            hubs.Exit(hub);
        }
    }

    private async Task ServeAsync(SocketConnection connection, RoomHub hub, RoomEventId? last)
    {
        var session = await sessions.FindAsync(connection.Caller.UserId, CancellationToken.None);
        var member = new RoomMember(connection, isInChat: true) { IsStudying = session?.RoomId == hub.RoomId };
        try
        {
            await hub.JoinAsync(member, last, async (tail, resumed) =>
            {
                var present = await presence.EnterAsync(hub.RoomId, member.Standing, CancellationToken.None);
                connection.Send(new RoomHello(member.UserId, member.Membership.Role, tail.ToString(), resumed, present).ToUtf8());
            });
            await connection.RunAsync(message => conversation.HandleAsync(hub, member, message));
        }
        finally
        {
            await hub.LeaveAsync(member);
            await presence.ApplyAsync(hub.RoomId, [member.Standing with { Status = null }], CancellationToken.None);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away; a socket was cut off")]
    private partial void LogCutOff(Exception exception);
}

/// <summary>What the rooms' sockets are made of.</summary>
internal static class RoomSockets
{
    public static void AddRooms(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddStudyCollections();
        services.AddRoomsLive();
        services.AddSingleton<People>();
        services.AddSingleton<ActiveSessions>();
        services.AddSingleton<RoomServices>();
        services.AddSingleton<RoomHubs>();
        services.AddHostedService(provider => provider.GetRequiredService<RoomHubs>());
        services.AddHostedService<ChatRecovery>();
        services.AddSingleton<RoomConversation>();
        services.AddSingleton<RoomSocket>();
        services.AddSingleton<CallSeats>();
        services.AddHostedService<CallSweep>();
        services.AddSingleton<CallConversation>();
        services.AddSingleton<CallSocket>();
    }

    public static void MapRooms(this IEndpointRouteBuilder app)
    {
        var rooms = app.MapGroup("/ws/rooms/{id:guid}").RequireAuthorization(Policies.SignedIn);
        rooms.MapMethods("", SocketsExtensions.Methods, (Guid id, HttpContext context, RoomSocket socket) => socket.ConnectAsync(context, id));
        rooms.MapMethods("/rtc", SocketsExtensions.Methods, (Guid id, HttpContext context, CallSocket socket) => socket.ConnectAsync(context, id));
    }
}
