using LearningPlatform.Realtime.Sockets;

namespace LearningPlatform.Realtime.Notifications;

/// <summary>One socket that shows its owner's notifications. Live ones are held back until the missed ones have been sent.</summary>
internal sealed class NotificationListener(SocketConnection connection)
{
    private readonly Lock _lock = new();
    private List<(Guid? Id, ReadOnlyMemory<byte> Message)>? _held = [];

    /// <param name="id">The notification's, if it is one that could be among the missed ones.</param>
    /// <param name="message">What the socket gets.</param>
    public void Receive(Guid? id, ReadOnlyMemory<byte> message)
    {
        lock (_lock)
        {
            if (_held is null)
            {
                connection.Send(message);
            }
            else
            {
                _held.Add((id, message));
            }
        }
    }

    /// <summary>Goes live: sends what arrived meanwhile, except what is in <paramref name="sent"/>.</summary>
    public void Release(IReadOnlySet<Guid> sent)
    {
        lock (_lock)
        {
            foreach (var (id, message) in _held ?? [])
            {
                if (id is null || !sent.Contains(id.Value))
                {
                    connection.Send(message);
                }
            }

            _held = null;
        }
    }
}
