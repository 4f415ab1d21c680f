using System.Net.WebSockets;
using System.Security.Claims;
using LearningPlatform.Core;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>Accepts sockets, knows all that are open, and closes those whose session has ended.</summary>
internal sealed class OpenSockets(RevokedSessions revoked, IOptions<SocketSettings> settings, TimeProvider time) : BackgroundService
{
    // Signing out must be felt within a second.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(250);

    private static readonly Failure NotASocket =
        new(FailureKind.Invalid, "WEBSOCKET_EXPECTED", "This address speaks WebSocket only.");

    private static readonly ClaimsPrincipal Nobody = new();

    private readonly Audience<SocketConnection> _sessions = new();

    /// <summary>
    /// Accepts the request's socket and serves it to its end. The endpoint has authorised the caller; credentials and origin were checked
    /// with it. <paramref name="serve"/> runs the connection.
    /// </summary>
    public async Task AcceptAsync(HttpContext context, Func<SocketConnection, Task> serve)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await FailureWriter.WriteAsync(context, NotASocket);
            return;
        }

        var caller = context.User.Caller();
        using var connection = new SocketConnection(await context.WebSockets.AcceptWebSocketAsync(), caller, settings.Value);
        Forget(context);
        _sessions.Join(caller.SessionId, connection);
        try
        {
            await serve(connection);
        }
        finally
        {
            _sessions.Leave(caller.SessionId, connection);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        var within = (int)settings.Value.ReconnectWithin.TotalMilliseconds;
        foreach (var connection in _sessions.Keys.SelectMany(session => _sessions.Of(session)))
        {
            // Not all at the same moment: what they come back to is another replica.
            connection.Send(new Reconnect(Random.Shared.Next(within)).ToUtf8());
            connection.Close(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping; connect again.");
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // There are fewer of these than open sockets.
            foreach (var connection in revoked.All.SelectMany(session => _sessions.Of(session)))
            {
                connection.Close(WebSocketCloseStatus.PolicyViolation, "The session has ended.");
            }
        }
    }

    /// <summary>A request that became a socket lasts for hours: what it brought along, above all the token, is not kept that long.</summary>
    private static void Forget(HttpContext context)
    {
        context.Request.Headers.Clear();
        context.Request.Query = QueryCollection.Empty;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "";
        context.User = Nobody;
    }
}
