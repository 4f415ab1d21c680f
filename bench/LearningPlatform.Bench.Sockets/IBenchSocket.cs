namespace LearningPlatform.Bench.Sockets;

/// <summary>One client's open socket. What it receives goes to whoever opened it.</summary>
internal interface IBenchSocket
{
    /// <summary>Sends a text message, UTF-8.</summary>
    Task SendAsync(ReadOnlyMemory<byte> text);
}
