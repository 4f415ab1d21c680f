using System.Collections.Immutable;
using System.Net.WebSockets;

namespace LearningPlatform.Bench.BareRooms;

/// <summary>Tells everybody what one of them says, one message after the other.</summary>
internal sealed class Room : IDisposable
{
    private const int BufferBytes = 4096;
    private static readonly byte[] Greeting = """{"type":"hello"}"""u8.ToArray();

    /// <summary>What the platform says about a message (its id and author, when it was said) has about as many bytes.</summary>
    private static readonly byte[] About = [.. """{"about":"""u8, (byte)'"', .. Enumerable.Repeat((byte)'.', 230), (byte)'"', .. ""","data":"""u8];

    private readonly SemaphoreSlim _turn = new(1, 1);
    private ImmutableArray<WebSocket> _members = [];

    public async Task ServeAsync(WebSocket socket)
    {
        await InTurnAsync(async () =>
        {
            await SendAsync(socket, Greeting);
            _members = _members.Add(socket);
        });
        try
        {
            await ReceiveAllAsync(socket);
        }
        catch (WebSocketException)
        {
            // Cut off.
        }
        finally
        {
            await InTurnAsync(() =>
            {
                _members = _members.Remove(socket);
                return Task.CompletedTask;
            });
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task ReceiveAllAsync(WebSocket socket)
    {
        while (true)
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            var buffer = new byte[BufferBytes];
            var result = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            byte[] message = [.. About, .. buffer.AsSpan(0, result.Count), (byte)'}'];
            await InTurnAsync(async () =>
            {
                foreach (var member in _members)
                {
                    await SendAsync(member, message);
                }
            });
        }
    }

    private static async Task SendAsync(WebSocket socket, byte[] message)
    {
        try
        {
            await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // It is gone, and will leave.
        }
    }

    private async Task InTurnAsync(Func<Task> work)
    {
        await _turn.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }
}
