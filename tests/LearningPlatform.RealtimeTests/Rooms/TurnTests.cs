using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LearningPlatform.Core.Study.Calls;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>The credentials of <c>/rooms/{id}/ice-servers</c> at the server that they are made for: coturn, as Debian has it.</summary>
[Collection(StoresCollection.Name)]
public sealed class TurnTests(StoresFixture stores) : IAsyncLifetime
{
    private const string Secret = "a secret that coturn and the Api share";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly int _port = FreePort.Next();
    private Process? _coturn;

    public async Task InitializeAsync()
    {
        _coturn = Start(
            "turnserver",
            "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", $"--listening-port={_port}", "--use-auth-secret",
            $"--static-auth-secret={Secret}", "--realm=learning", "--allow-loopback-peers", "--no-tls", "--no-dtls", "--no-cli",
            "--log-file=stdout", $"--pidfile={Path.Combine(Path.GetTempPath(), $"turn-{_port}.pid")}");
        using var timeout = new CancellationTokenSource(Patience);
        while (!await IsListeningAsync(timeout.Token))
        {
            await Task.Delay(50, timeout.Token);
        }
    }

    public Task DisposeAsync()
    {
        _coturn!.Kill();
        _coturn.WaitForExit();
        _coturn.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Coturn_relays_with_the_credentials_and_refuses_expired_and_altered_ones()
    {
        await using var api = await ApiFactory.StartAsync(
            stores,
            ("Rtc:StunUrls:0", $"stun:127.0.0.1:{_port}"),
            ("Rtc:TurnUrls:0", $"turn:127.0.0.1:{_port}?transport=udp"),
            ("Rtc:TurnSecret", Secret));
        var admin = await api.AdminAsync();
        var room = await Rooms.CreateAsync(admin);
        var answer = await (await admin.GetAsync(new Uri($"/api/v1/rooms/{room}/ice-servers", UriKind.Relative))).DataAsync();
        var turn = answer.GetProperty("ice_servers")[1];
        var (username, credential) = (turn.GetProperty("username").GetString()!, turn.GetProperty("credential").GetString()!);
        answer.GetProperty("expires_at").GetDateTimeOffset().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture).ShouldBe(username.Split(':')[0]);

        (await RelaysAsync(username, credential)).ShouldBeTrue();
        (await RelaysAsync(username, credential[..^3] + "AA=")).ShouldBeFalse();
        var settings = new RtcSettings { TurnUrls = ["turn:127.0.0.1"], TurnSecret = Secret };
        var expired = IceConfiguration.For(settings, Guid.CreateVersion7(), DateTimeOffset.UtcNow - TimeSpan.FromHours(2)).IceServers[0];
        (await RelaysAsync(expired.Username!, expired.Credential!)).ShouldBeFalse();

        var stranger = await api.SignInAsAsync(Core.Identity.Role.Student);
        (await stranger.Client.GetAsync(new Uri($"/api/v1/rooms/{room}/ice-servers", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>Whether coturn's own client gets its packets through a relay, all of them.</summary>
    private async Task<bool> RelaysAsync(string username, string credential)
    {
        using var client = Start(
            "turnutils_uclient", "-y", "-n", "3", "-m", "1", "-l", "100", "-p", $"{_port}", "-u", username, "-w", credential, "127.0.0.1");
        using var timeout = new CancellationTokenSource(Patience);
        await client.WaitForExitAsync(timeout.Token);
        return client.ExitCode == 0;
    }

    private async Task<bool> IsListeningAsync(CancellationToken cancellationToken)
    {
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, _port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Process Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        // Read and dropped: a full pipe would stop it.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
