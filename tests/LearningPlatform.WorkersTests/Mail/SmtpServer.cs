using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LearningPlatform.WorkersTests.Mail;

/// <summary>An SMTP server on loopback (RFC 5321) with STARTTLS (RFC 3207) and a certificate of its own; keeps what it takes.</summary>
internal sealed class SmtpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly bool _offersTls;

    public SmtpServer(bool offersTls = true)
    {
        _offersTls = offersTls;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        _listener.Start();
        _ = AcceptAsync();
    }

    public X509Certificate2 Certificate { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The whole messages that were taken.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>What <c>RCPT TO</c> is answered with.</summary>
    public string RecipientAnswer { get; set; } = "250 OK";

    public bool WasEncrypted { get; private set; }

    public void Dispose()
    {
        _listener.Dispose();
        Certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // A client that hangs up, or does not trust the certificate.
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        await SayAsync(stream, "220 localhost");
        while (await ReadLineAsync(stream) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(stream, _offersTls && stream is not SslStream ? "250-localhost\r\n250 STARTTLS" : "250 localhost");
                    break;
                case "STARTTLS":
                    await SayAsync(stream, "220 go on");
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(Certificate);
                    (stream, WasEncrypted) = (tls, true);
                    break;
                case "RCPT":
                    await SayAsync(stream, RecipientAnswer);
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    await ReadMessageAsync(stream);
                    await SayAsync(stream, "250 taken");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "250 OK");
                    break;
            }
        }
    }

    private async Task ReadMessageAsync(Stream stream)
    {
        var message = new StringBuilder();
        while (await ReadLineAsync(stream) is { } line && line != ".")
        {
            message.Append(line).Append('\n');
        }

        lock (Messages)
        {
            Messages.Add(message.ToString());
        }
    }

    private static Task SayAsync(Stream stream, string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n")).AsTask();

    private static async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == (byte)'\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
