using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LearningPlatform.TestSupport;

/// <summary>
/// Ports for servers that a test starts, stops and starts again. Below those that the system gives to outgoing connections: one of these
/// could take the port before the server does, or while it is away, even a client's own that tries to come back. And below the engine's.
/// </summary>
public static class FreePort
{
    private const int First = 10_000;
    private const int Last = 15_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>A port of 127.0.0.1 that nobody listens on and that this process has not got yet.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = RandomNumberGenerator.GetInt32(First, Last);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
