using Microsoft.AspNetCore.Http.Features;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>Puts a <see cref="ClientStream"/> between the web server and the WebSocket that the framework makes of a request.</summary>
#pragma warning disable CA1001 // The WebSocket that is made of the stream disposes of it.
internal sealed class ClientStreamFeature(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect, TimeProvider time)
    : IHttpUpgradeFeature, IHttpExtendedConnectFeature
#pragma warning restore CA1001
{
    private ClientStream? _stream;

    public bool IsUpgradableRequest => upgrade?.IsUpgradableRequest == true;
    public bool IsExtendedConnect => connect?.IsExtendedConnect == true;
    public string? Protocol => connect?.Protocol;

    /// <summary>The stream of the accepted socket.</summary>
    public static ClientStream Of(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is ClientStreamFeature { _stream: { } stream }
            ? stream
            : throw new InvalidOperationException("The socket has not been accepted.");

    public async Task<Stream> UpgradeAsync() => _stream = new(await upgrade!.UpgradeAsync(), time);

    public async ValueTask<Stream> AcceptAsync() => _stream = new(await connect!.AcceptAsync(), time);

    /// <summary>The middleware; it comes before the framework's WebSockets.</summary>
    public static Task UseAsync(HttpContext context, Func<Task> next, TimeProvider time)
    {
        var features = context.Features;
        var feature = new ClientStreamFeature(features.Get<IHttpUpgradeFeature>(), features.Get<IHttpExtendedConnectFeature>(), time);
        if (feature.IsUpgradableRequest || feature.IsExtendedConnect)
        {
            features.Set<IHttpUpgradeFeature>(feature);
            features.Set<IHttpExtendedConnectFeature>(feature);
        }

        return next();
    }
}
