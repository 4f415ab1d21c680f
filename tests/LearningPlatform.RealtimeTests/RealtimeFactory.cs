using System.Net.WebSockets;
using System.Text.Json;
using LearningPlatform.Realtime.Sockets;
using LearningPlatform.ServiceDefaults;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.Workers.Events;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.RealtimeTests;

/// <summary>A Realtime replica in this process that speaks real WebSockets, on the stores of an Api.</summary>
internal sealed class RealtimeFactory : WebApplicationFactory<SocketSettings>
{
    private readonly ApiFactory _api;
    private readonly (string Key, string Value)[] _settings;

    public RealtimeFactory(ApiFactory api, params (string Key, string Value)[] settings)
    {
        _api = api;
        _settings = settings;
        UseKestrel();
        StartServer();
    }

    /// <summary>Opens a socket; the token stands in the query, as browsers have it.</summary>
    public async Task<ClientWebSocket> ConnectAsync(string path, string? token, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        configure?.Invoke(socket.Options);
        var query = token is null ? "" : $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}access_token={token}";
        var address = new UriBuilder(new Uri(ClientOptions.BaseAddress, path + query)) { Scheme = "ws" }.Uri;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await socket.ConnectAsync(address, patience.Token);
        return socket;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Testing");
        builder.UseAnyPort();
        var configuration = _api.Services.GetRequiredService<IConfiguration>();
        foreach (var name in (string[])[Connections.Learning, Connections.Study, Connections.Redis])
        {
            builder.UseSetting($"ConnectionStrings:{name}", configuration.GetConnectionString(name));
        }

        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        // The Api of these tests has no address to fetch its keys from; they are the same keys.
        builder.ConfigureTestServices(services => services.AddSingleton(_api.Services.GetRequiredService<ITokenKeys>()));
    }
}

/// <summary>Workers in this process, on the stores of an Api.</summary>
internal sealed class WorkersFactory : WebApplicationFactory<EventOptions>
{
    private readonly ApiFactory _api;

    public WorkersFactory(ApiFactory api)
    {
        _api = api;
        using var started = CreateClient();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Testing");
        var configuration = _api.Services.GetRequiredService<IConfiguration>();
        foreach (var name in (string[])[Connections.Learning, Connections.Study, Connections.Redis, Connections.Storage])
        {
            builder.UseSetting($"ConnectionStrings:{name}", configuration.GetConnectionString(name));
        }
    }
}

internal static class SocketReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The next message; throws when the socket closes instead.</summary>
    public static async Task<JsonElement> ReadAsync(this ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        using var patience = new CancellationTokenSource(Patience);
        var result = await socket.ReceiveAsync(buffer, patience.Token);
        result.MessageType.ShouldBe(WebSocketMessageType.Text);
        result.EndOfMessage.ShouldBeTrue();
        return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, result.Count));
    }

    /// <summary>Reads until the server closes, and answers that.</summary>
    public static async Task<WebSocketCloseStatus?> UntilClosedAsync(this ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        using var patience = new CancellationTokenSource(Patience);
        while ((await socket.ReceiveAsync(buffer, patience.Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        return socket.CloseStatus;
    }
}
