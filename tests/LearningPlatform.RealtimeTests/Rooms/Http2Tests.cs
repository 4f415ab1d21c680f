using System.Net;
using System.Net.WebSockets;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>Sockets over HTTP/2 (RFC 8441): a browser behind TLS, or a proxy, opens many on one connection, with CONNECT in place of GET.</summary>
[Collection(StoresCollection.Name)]
public sealed class Http2Tests(RoomsFixture rooms) : IClassFixture<RoomsFixture>, IAsyncLifetime
{
    private readonly HttpMessageInvoker _connections = new(new SocketsHttpHandler());
    private RealtimeFactory _realtime = null!;

    public Task InitializeAsync()
    {
        // Without TLS nothing says which version is spoken.
        _realtime = new RealtimeFactory(rooms.Api, ("Kestrel:EndpointDefaults:Protocols", "Http2"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _connections.Dispose();
        await _realtime.DisposeAsync();
    }

    [Fact]
    public async Task Every_socket_opens_over_HTTP_2_to_whoever_may_in()
    {
        var (member, stranger) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(member);
        foreach (var (path, first) in ((string, string)[])[("/ws/notifications", "hello"), ($"/ws/rooms/{room}", "hello"), ($"/ws/rooms/{room}/rtc", "call")])
        {
            using var socket = await ConnectAsync(path, member.Token());
            (await socket.ReadAsync()).GetProperty("type").GetString().ShouldBe(first);
        }

        foreach (var path in (string[])[$"/ws/rooms/{room}", $"/ws/rooms/{room}/rtc"])
        {
            (await Should.ThrowAsync<WebSocketException>(() => ConnectAsync(path, stranger.Token()))).Message.ShouldContain("404");
            (await Should.ThrowAsync<WebSocketException>(() => ConnectAsync(path, "nonsense"))).Message.ShouldContain("401");
        }
    }

    private async Task<ClientWebSocket> ConnectAsync(string path, string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        var address = new UriBuilder(new Uri(_realtime.ClientOptions.BaseAddress, $"{path}?access_token={token}")) { Scheme = "ws" }.Uri;
        await socket.ConnectAsync(address, _connections, CancellationToken.None);
        return socket;
    }
}
