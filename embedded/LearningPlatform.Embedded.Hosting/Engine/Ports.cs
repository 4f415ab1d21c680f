using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Free ports on the loopback interface.</summary>
internal static class Ports
{
    // Below the ranges that Linux and macOS take for outgoing connections, so that a port stays free while its server restarts.
    private const int First = 15000;
    private const int Last = 32000;

    private static readonly HashSet<int> Given = [];

    public static int Next()
    {
        lock (Given)
        {
            for (var attempt = 0; attempt < 1000; attempt++)
            {
                var port = RandomNumberGenerator.GetInt32(First, Last);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }

        throw new InvalidOperationException($"No free port was found between {First} and {Last}.");
    }

    public static bool IsFree(int port) => IsFree(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Loopback, port));

    private static bool IsFree(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}

/// <summary>Where one replica listens, and whether traffic may go there.</summary>
internal sealed class ReplicaTarget(int port)
{
    private volatile bool _isHealthy = true;

    public int Port { get; } = port;

    /// <summary>True until a check says otherwise: a resource without health checks is healthy while it runs.</summary>
    public bool IsHealthy
    {
        get => _isHealthy;
        set => _isHealthy = value;
    }
}
