using System.Text.Json;
using LearningPlatform.Core;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Realtime.Sockets;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Realtime.Notifications;

/// <summary><c>/ws/notifications</c>: the number of unread ones, those since <c>last_event_id</c>, then each new one as it comes.</summary>
internal static class NotificationSocket
{
    public static void AddNotifications(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MissedNotifications>();
        builder.Services.AddSingleton<NotificationFeed>();
        builder.Services.AddHostedService(services => services.GetRequiredService<NotificationFeed>());
    }

    public static void MapNotifications(this IEndpointRouteBuilder app) =>
        app.MapMethods("/ws/notifications", SocketsExtensions.Methods, ConnectAsync).RequireAuthorization(Policies.SignedIn);

    /// <summary>What goes over the socket.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(this NotificationSocketMessage message) =>
        JsonSerializer.SerializeToUtf8Bytes(message, NotificationJson.Default.NotificationSocketMessage);

    private static Task ConnectAsync(HttpContext context, OpenSockets sockets, NotificationFeed feed, MissedNotifications missed)
    {
        Guid? last = null;
        if (context.Request.Query["last_event_id"] is [{ Length: > 0 } text])
        {
            if (!Guid.TryParse(text, out var id))
            {
                return FailureWriter.WriteAsync(context, Failure.Invalid("last_event_id", "Not the id of a notification."));
            }

            last = id;
        }

        return sockets.AcceptAsync(context, connection => ServeAsync(connection, last, feed, missed, context.RequestAborted));
    }

    private static async Task ServeAsync(
        SocketConnection connection, Guid? last, NotificationFeed feed, MissedNotifications missed, CancellationToken aborted)
    {
        var userId = connection.Caller.UserId;
        var listener = new NotificationListener(connection);
        // Listens before it reads what was missed: nothing falls in between.
        feed.Listeners.Join(userId, listener);
        try
        {
            connection.Send(NotificationSocketMessage.Hello(await missed.CountUnreadAsync(userId, aborted)).ToUtf8());
            var since = last is { } id ? await missed.SinceAsync(userId, id, aborted) : [];
            foreach (var notification in since)
            {
                connection.Send(NotificationSocketMessage.Of(notification).ToUtf8());
            }

            listener.Release(since.Select(notification => notification.Id).ToHashSet());
            // Clients have nothing to say here; reading notices when they leave.
            await connection.RunAsync(_ => ValueTask.CompletedTask);
        }
        finally
        {
            feed.Listeners.Leave(userId, listener);
        }
    }
}
