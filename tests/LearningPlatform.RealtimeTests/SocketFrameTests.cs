using System.Net.WebSockets;
using LearningPlatform.Realtime.Sockets;

namespace LearningPlatform.RealtimeTests;

public sealed class SocketFrameTests
{
    /// <summary>Lengths on both sides of where the header grows.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public async Task The_frameworks_client_reads_what_was_written(int length)
    {
        var message = new byte[length];
        Random.Shared.GetItems("abcdefghijklmnopqrstuvwxyz"u8, message);

        // A ping in front: the client answers it and reads on.
        using var stream = new OneWayStream([.. SocketFrame.Ping.Bytes.Span, .. SocketFrame.Text(message).Bytes.Span]);
        using var client = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        var (read, buffer) = (0, new byte[length + 1]);
        ValueWebSocketReceiveResult result;
        do
        {
            result = await client.ReceiveAsync(buffer.AsMemory(read), CancellationToken.None);
            read += result.Count;
        }
        while (!result.EndOfMessage);

        result.MessageType.ShouldBe(WebSocketMessageType.Text);
        buffer.AsSpan(0, read).SequenceEqual(message).ShouldBeTrue();
        stream.Written.Length.ShouldBe(PongLength);
    }

    // Two bytes, and a client's mask.
    private const int PongLength = 6;

    /// <summary>Reads what it was given, and keeps what is written.</summary>
    private sealed class OneWayStream(byte[] incoming) : MemoryStream(incoming)
    {
        public MemoryStream Written { get; } = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Written.WriteAsync(buffer, cancellationToken);
    }
}
