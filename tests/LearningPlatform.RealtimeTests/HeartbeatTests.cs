using System.Net;
using System.Net.WebSockets;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.RealtimeTests;

/// <summary>Silent clients are pinged. Those that answer stay, however long they say nothing; those that do not are cut off.</summary>
[Collection(StoresCollection.Name)]
public sealed class HeartbeatTests(StoresFixture stores) : IAsyncLifetime
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly HttpMessageInvoker _connections = new(new SocketsHttpHandler());
    private ApiFactory _api = null!;
    private string _token = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiFactory.StartAsync(stores);
        _token = (await _api.SignInAsAsync(Role.Student)).Client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    public async Task DisposeAsync()
    {
        _connections.Dispose();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData("Http1")]
    [InlineData("Http2")]
    public async Task Whoever_answers_stays_and_whoever_does_not_is_cut_off(string protocol)
    {
        await using var realtime = new RealtimeFactory(
            _api, ("Kestrel:EndpointDefaults:Protocols", protocol), ("Sockets:Heartbeat", Heartbeat.ToString()));
        using var there = await ConnectAsync(realtime, protocol);
        using var gone = await ConnectAsync(realtime, protocol);
        foreach (var socket in (ClientWebSocket[])[there, gone])
        {
            (await socket.ReadAsync()).GetProperty("type").GetString().ShouldBe("hello");
        }

        // The client's socket answers pings while it is read, and only then.
        var next = there.ReceiveAsync(new byte[16], CancellationToken.None);
        await Task.Delay(Heartbeat * 6);
        await Should.ThrowAsync<WebSocketException>(gone.ReadAsync);
        next.IsCompleted.ShouldBeFalse();

        // The server still has the other, and takes leave of it.
        await there.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        (await next.WaitAsync(TimeSpan.FromSeconds(30))).MessageType.ShouldBe(WebSocketMessageType.Close);
    }

    private async Task<ClientWebSocket> ConnectAsync(RealtimeFactory realtime, string protocol)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.HttpVersion = protocol == "Http2" ? HttpVersion.Version20 : HttpVersion.Version11;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        var address = new Uri(realtime.ClientOptions.BaseAddress, $"/ws/notifications?access_token={_token}");
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, _connections, CancellationToken.None);
        return socket;
    }
}
