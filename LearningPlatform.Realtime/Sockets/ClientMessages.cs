using System.Net.WebSockets;
using System.Text.Json;
using LearningPlatform.Core;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>Reads what clients send, and answers what was wrong with it.</summary>
internal sealed partial class ClientMessages(ILogger<ClientMessages> logger)
{
    private static readonly Failure Malformed = new(FailureKind.Invalid, "INVALID_MESSAGE", "Not a message as the protocol has it.");
    private static readonly Failure Away = new(FailureKind.Unavailable, "UNAVAILABLE", "That is not possible right now. Try again in a moment.");
    private static readonly Failure TooMany = new(FailureKind.TooMany, "RATE_LIMITED", "Too many messages. Connect again and send fewer.");

    /// <summary>The refusal of a type that the socket does not have.</summary>
    public static Task<Failure?> Unknown { get; } = Task.FromResult<Failure?>(
        new(FailureKind.Invalid, "UNKNOWN_TYPE", "This socket does not know this type of message."));

    /// <summary>
    /// Hands a message to <paramref name="act"/>, which returns the refusal, if any: <see cref="Unknown"/> for a type that it does not know.
    /// Whoever sends too fast is told and closed.
    /// </summary>
    public async ValueTask HandleAsync(SocketConnection connection, ReadOnlyMemory<byte> json, Func<ClientMessage, Task<Failure?>> act)
    {
        if (!connection.TakeTurn())
        {
            connection.Send(SocketError.Of(TooMany, null).ToUtf8());
            connection.Close(WebSocketCloseStatus.PolicyViolation, "Too many messages.");
            return;
        }

        if (Read(json) is not { } message || message.Ref?.Length > ClientMessage.RefMaxLength)
        {
            connection.Send(SocketError.Of(Malformed, null).ToUtf8());
            return;
        }

        if (await AnswerAsync(connection, message, act) is { } refusal)
        {
            connection.Send(SocketError.Of(refusal, message.Ref).ToUtf8());
        }
    }

    private async Task<Failure?> AnswerAsync(SocketConnection connection, ClientMessage message, Func<ClientMessage, Task<Failure?>> act)
    {
        if (message is Ping)
        {
            connection.Send(new Pong().ToUtf8());
            return null;
        }

        try
        {
            return await act(message);
        }
#pragma warning disable CA1031 // A store is away, of whatever engine. The socket stays.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception);
            return Away;
        }
    }

    private static ClientMessage? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, SocketJson.Default.ClientMessage);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A client's message could not be dealt with")]
    private partial void LogFailed(Exception exception);
}
