using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace LearningPlatform.ServiceDefaultsTests.Support;

/// <summary>A Redis of the test's own, that can be killed and started again on its port.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _process;

    /// <summary>As the engine gives it to services.</summary>
    public string ConnectionString => $"127.0.0.1:{_port},allowAdmin=true,connectTimeout=1000,syncTimeout=1000";

    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?> { ["ConnectionStrings:redis"] = ConnectionString };

    public async Task InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        string[] arguments =
            ["--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "no", "--loglevel", "warning"];
        var start = new ProcessStartInfo("redis-server", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        _process = Process.Start(start);
        _process.ShouldNotBeNull();
        while (!await AnswersAsync())
        {
            _process.HasExited.ShouldBeFalse();
            await Task.Delay(10);
        }
    }

    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
    }

    /// <summary>A new connection, beside those of the services under test.</summary>
    public ConnectionMultiplexer Connect() => ConnectionMultiplexer.Connect(ConnectionString);

    public Task DisposeAsync()
    {
        Kill();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, _port);
            var stream = socket.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[7];
            return await stream.ReadAsync(answer) > 0 && answer.AsSpan().StartsWith("+PONG"u8);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
