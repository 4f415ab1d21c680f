using LearningPlatform.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>What every WebSocket route stands on.</summary>
internal static class SocketsExtensions
{
    /// <summary>What a socket is opened with: GET in HTTP/1.1, CONNECT in HTTP/2 (RFC 8441).</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Connect];

    private const int RememberedTokens = 256;

    public static void AddSockets(this IHostApplicationBuilder builder)
    {
        builder.Services.Configure<SocketSettings>(builder.Configuration.GetSection(SocketSettings.Section));
        // The web server, which stops first, would wait for sockets that are told of the stop only after it.
        builder.Services.Configure<HostOptions>(options => options.ServicesStopConcurrently = true);
        // A token opens a socket and is seldom seen again; neither the cache nor Kestrel, for a connection's next request, keeps it on.
        builder.Services.Configure<TokenOptions>(options => options.RememberedTokens = RememberedTokens);
        builder.Services.Configure<KestrelServerOptions>(options => options.DisableStringReuse = true);
        builder.Services.AddSingleton<ClientMessages>();
        builder.Services.AddSingleton<OpenSockets>();
        builder.Services.AddHostedService(services => services.GetRequiredService<OpenSockets>());
    }

    /// <summary>Accepts WebSocket requests; call it before the routes are mapped.</summary>
    public static void UseSockets(this WebApplication app)
    {
        var time = app.Services.GetRequiredService<TimeProvider>();
        app.Use((context, next) => ClientStreamFeature.UseAsync(context, next, time));
        // The framework's own heartbeat has a timer for each socket, which goes off four times a heartbeat: OpenSockets sees to all of them.
        app.UseWebSockets(new() { KeepAliveInterval = Timeout.InfiniteTimeSpan });
    }
}
