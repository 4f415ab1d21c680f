using System.Net;
using System.Net.Sockets;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Listens on a public port and passes each connection to the next replica in turn; one that is down or unhealthy is left out.</summary>
internal sealed class ReplicaProxy : IAsyncDisposable
{
    private readonly IReadOnlyList<ReplicaTarget> _targets;
    private readonly List<TcpListener> _listeners = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _accepting = [];
    private int _next = -1;

    public ReplicaProxy(int port, IReadOnlyList<ReplicaTarget> targets)
    {
        _targets = targets;
        foreach (var address in Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : new[] { IPAddress.Loopback })
        {
            var listener = new TcpListener(address, port);
            try
            {
                listener.Start();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                continue;
            }

            _listeners.Add(listener);
            _accepting.Add(AcceptAsync(listener));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listeners.ForEach(l => l.Stop());
        await Task.WhenAll(_accepting);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(_stopping.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy is being stopped.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var fromClient = new NetworkStream(client, ownsSocket: true);
        try
        {
            if (await ConnectAsync() is not { } server)
            {
                return;
            }

            using var fromServer = new NetworkStream(server, ownsSocket: true);
            await Task.WhenAll(PassAsync(fromClient, fromServer, server), PassAsync(fromServer, fromClient, client));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone; closing both tells the other.
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, Socket destination)
    {
        await from.CopyToAsync(to, _stopping.Token);
        destination.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Healthy replicas first, each in turn; then any, since a check may be behind.</summary>
    private async Task<Socket?> ConnectAsync()
    {
        var start = (uint)Interlocked.Increment(ref _next);
        var inTurn = Enumerable.Range(0, _targets.Count).Select(i => _targets[(int)((start + i) % _targets.Count)]).ToList();
        foreach (var target in inTurn.OrderByDescending(t => t.IsHealthy))
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, target.Port, _stopping.Token);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        return null;
    }
}
