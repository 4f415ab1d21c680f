using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>The server takes the password and answers a PING; while it loads its data it doesn't.</summary>
internal sealed class RedisHealthCheck(RedisResource server) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.PrimaryEndpoint.Host, server.PrimaryEndpoint.Port, cancellationToken);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            var password = server.PasswordParameter is null ? null : await server.PasswordParameter.GetValueAsync(cancellationToken);
            var answer = string.IsNullOrEmpty(password) ? "+OK" : await AskAsync(stream, reader, ["AUTH", password], cancellationToken);
            answer = answer == "+OK" ? await AskAsync(stream, reader, ["PING"], cancellationToken) : answer;
            return answer == "+PONG" ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(answer ?? "The connection was closed.");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }

    private static async Task<string?> AskAsync(NetworkStream stream, StreamReader reader, string[] command, CancellationToken cancellationToken)
    {
        var request = $"*{command.Length}\r\n{string.Concat(command.Select(c => $"${Encoding.UTF8.GetByteCount(c)}\r\n{c}\r\n"))}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), cancellationToken);
        return await reader.ReadLineAsync(cancellationToken);
    }
}
