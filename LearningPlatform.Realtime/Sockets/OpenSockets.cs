using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Claims;
using LearningPlatform.Core;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>Accepts sockets, knows all that are open, and closes those whose session has ended or whose client is gone.</summary>
internal sealed class OpenSockets(RevokedSessions revoked, IOptions<SocketSettings> settings, TimeProvider time) : BackgroundService
{
    // Signing out must be felt within a second.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PulseInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenPings = TimeSpan.FromMilliseconds(20);
    private const int PingsAtOnce = 100;

    private static readonly Failure NotASocket =
        new(FailureKind.Invalid, "WEBSOCKET_EXPECTED", "This address speaks WebSocket only.");

    private static readonly ClaimsPrincipal Nobody = new();

    private readonly Audience<SocketConnection> _sessions = new();

    // By a number that counts up, which is also about the order in which they are enumerated: those that came one after the other are pinged one
    // after the other. Where they share a connection (HTTP/2), their pings and their answers then travel together.
    private readonly ConcurrentDictionary<int, SocketConnection> _open = new();
    private int _lastNumber;

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
        var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var connection = new SocketConnection(socket, ClientStreamFeature.Of(context), caller, settings.Value);
        Forget(context);
        var number = Interlocked.Increment(ref _lastNumber);
        _open[number] = connection;
        _sessions.Join(caller.SessionId, connection);
        try
        {
            await serve(connection);
        }
        finally
        {
            _sessions.Leave(caller.SessionId, connection);
            _open.TryRemove(number, out _);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        var within = (int)settings.Value.ReconnectWithin.TotalMilliseconds;
        foreach (var (_, connection) in _open)
        {
            // Not all at the same moment: what they come back to is another replica.
            connection.Send(new Reconnect(Random.Shared.Next(within)).ToUtf8());
            connection.Close(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping; connect again.");
        }

        await base.StopAsync(cancellationToken);
    }

    // Neither ends before the service does: one that fails is not to go unnoticed until the other ends.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAny(CloseSignedOutAsync(stoppingToken), CheckPulsesAsync(stoppingToken)).Unwrap();

    private async Task CloseSignedOutAsync(CancellationToken stoppingToken)
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

    private async Task CheckPulsesAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PulseInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var pinged = 0;
            foreach (var (_, connection) in _open)
            {
                if (connection.CheckPulse() && ++pinged % PingsAtOnce == 0)
                {
                    // They and their answers would hold up what is said meanwhile.
                    await Task.Delay(BetweenPings, time, stoppingToken);
                }
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
