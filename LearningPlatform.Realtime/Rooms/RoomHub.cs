using System.Collections.Immutable;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Realtime.Calls;
using LearningPlatform.Realtime.Sockets;
using StackExchange.Redis;

namespace LearningPlatform.Realtime.Rooms;

/// <summary>
/// One room in this replica, as long as it has sockets here. Everything about the room happens in turn, one after the other, so that each
/// socket sees the events in the order of their ids, none missing and none twice.
/// </summary>
internal sealed partial class RoomHub(Guid roomId, RoomServices services, ILogger<RoomHub> logger)
{
    private readonly RoomTurns _turns = new(logger);
    private readonly RoomGuard _guard = new(roomId, services);
    private readonly RedisChannel _channel = new(RoomKeys.Channel(roomId), RedisChannel.PatternMode.Literal);
    private readonly Lock _opening = new();
    private Task? _opened;
    private ChannelMessageQueue? _signals;
    private RoomEventId _last;
    private ImmutableArray<RoomMember> _members = [];

    public Guid RoomId { get; } = roomId;

    /// <summary>Sockets that came and have not gone; guarded by <see cref="RoomHubs"/>.</summary>
    public int Users { get; set; }

    public ImmutableArray<RoomMember> Members => _members;

    /// <summary>Listens before it looks where the stream ends: nothing falls in between.</summary>
    public Task OpenAsync()
    {
        lock (_opening)
        {
            return _opened ??= OpenOnceAsync();
        }
    }

    /// <summary>Runs something in turn with all that happens in the room.</summary>
    public Task<T> InTurnAsync<T>(Func<Task<T>> work) => _turns.RunAsync(work);

    /// <summary>
    /// Lets a socket in: <paramref name="greet"/> first, then what it has missed since <paramref name="last"/>, then whatever comes. It hears
    /// whether the socket can be given all of that. False when the person is out: they were a member before the socket was accepted, but the
    /// news of it was before its time.
    /// </summary>
    public Task<bool> JoinAsync(RoomMember member, RoomEventId? last, Func<RoomEventId, bool, Task> greet) => InTurnAsync(async () =>
    {
        await _guard.RecheckAsync([member]);
        if (member.Connection.IsClosing)
        {
            return false;
        }

        var missed = last is null || last == _last ? [] : await services.Stream.SinceAsync(RoomId, last.Value, CancellationToken.None);
        member.StartAfter(last is null || missed is null ? _last : last.Value);
        await greet(_last, last is not null && missed is not null);
        _members = _members.Add(member);
        if (missed is null)
        {
            member.Resync(_last, Core.Study.Live.Resync.TooOld);
        }

        foreach (var happened in missed ?? [])
        {
            if (happened.Id <= _last)
            {
                member.Receive(happened, SocketFrame.Text(happened.Message.Span));
            }
        }

        return true;
    });

    public Task<bool> LeaveAsync(RoomMember member) => InTurnAsync(() =>
    {
        _members = _members.Remove(member);
        return Task.FromResult(true);
    });

    /// <summary>
    /// Reads what the channel may have lost, and renews what must not run out. <paramref name="anew"/>: also says who is here, in case that
    /// something of it did not arrive.
    /// </summary>
    public Task<bool> TendAsync(bool anew) => InTurnAsync(async () =>
    {
        await CatchUpAsync();
        var present = _members.Where(member => member.IsInChat).Select(member => member.Standing);
        await (anew
            ? services.Presence.ReplaceAsync(RoomId, present, CancellationToken.None)
            : services.Presence.RenewAsync(RoomId, present, CancellationToken.None));
        await services.Calls.RenewAsync(this);
        return true;
    });

    /// <summary>Closes the sockets of those who are no member of the room any more, should nobody have said so.</summary>
    public Task<bool> RecheckAsync() => InTurnAsync(async () =>
    {
        await _guard.RecheckAllAsync(_members);
        return true;
    });

    /// <summary>Ends it; the last socket has gone.</summary>
    public void Close()
    {
        _turns.Close();
        _signals?.StopListening();
    }

    private async Task OpenOnceAsync()
    {
        _signals = await services.Redis.ListenAsync(_channel, Post);
        _last = await services.Stream.TailAsync(RoomId, CancellationToken.None);
        _turns.Start();
    }

    private void Post(RedisValue signal)
    {
        if (RoomSignal.Read((byte[])signal!) is { } read)
        {
            _turns.Post(() => HandleAsync(read));
        }
        else
        {
            LogUnknownSignal();
        }
    }

    private Task HandleAsync(RoomSignal signal)
    {
        switch (signal)
        {
            case RoomSignal.Happened happened:
                return HappenedAsync(happened);
            case RoomSignal.Passing passing:
                SendWhere(member => member.IsInChat, passing.Message);
                break;
            case RoomSignal.ToPeer to:
                SendWhere(member => member.PeerId == to.PeerId, to.Message);
                break;
            case RoomSignal.ToOtherPeers to:
                SendWhere(member => member.PeerId is { } peer && peer != to.PeerId, to.Message);
                break;
            case RoomSignal.PeerReplaced replaced:
                CallSeats.Replace(_members.FirstOrDefault(member => member.PeerId == replaced.PeerId));
                break;
        }

        return Task.CompletedTask;
    }

    private void SendWhere(Func<RoomMember, bool> condition, ReadOnlyMemory<byte> message)
    {
        var frame = SocketFrame.Text(message.Span);
        foreach (var member in _members)
        {
            if (condition(member))
            {
                member.Connection.Send(frame);
            }
        }
    }

    private Task HappenedAsync(RoomSignal.Happened happened) =>
        happened.Event.Id <= _last ? Task.CompletedTask
        : happened.Before == _last ? DeliverAsync(happened.Event)
        : CatchUpAsync();

    /// <summary>Reads on after the last event; when the stream does not have that any more, everybody has to start anew.</summary>
    private async Task CatchUpAsync()
    {
        if (await services.Stream.SinceAsync(RoomId, _last, CancellationToken.None) is { } missed)
        {
            foreach (var happened in missed)
            {
                await DeliverAsync(happened);
            }

            return;
        }

        _last = await services.Stream.TailAsync(RoomId, CancellationToken.None);
        foreach (var member in _members)
        {
            member.Resync(_last, Core.Study.Live.Resync.Lost);
        }

        // Among what was missed may be that somebody was put out.
        await _guard.RecheckAllAsync(_members);
    }

    private async Task DeliverAsync(RoomEvent happened)
    {
        _last = happened.Id;
        var frame = SocketFrame.Text(happened.Message.Span);
        var told = _members.RemoveAll(member => !member.Receive(happened, frame));
        await _guard.ActAsync(happened, told);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A room's channel carried something else")]
    private partial void LogUnknownSignal();
}
