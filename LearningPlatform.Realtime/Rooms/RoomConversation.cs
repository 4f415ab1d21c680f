using LearningPlatform.Core;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Chat;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Realtime.Sockets;
using StackExchange.Redis;

namespace LearningPlatform.Realtime.Rooms;

/// <summary>Does what clients ask for on a room's socket.</summary>
internal sealed class RoomConversation(RoomChat chat, RoomPresence presence, RoomServices services, ClientMessages messages, TimeProvider time)
{
    private static readonly Failure NotAStatus = Failure.Invalid("status", "One of online, away.");

    public ValueTask HandleAsync(RoomHub hub, RoomMember member, ReadOnlyMemory<byte> json) =>
        messages.HandleAsync(member.Connection, json, message => message switch
        {
            ChatSend send => SendAsync(member, send),
            ChatEdit edit => RefusalOf(chat.EditAsync(member.Membership, edit.MessageId, edit.Text, CancellationToken.None)),
            ChatDelete delete => RefusalOf(chat.DeleteAsync(member.Membership, delete.MessageId, CancellationToken.None)),
            ChatReact react => RefusalOf(chat.ReactAsync(member.Membership, react.MessageId, react.Emoji, react.On, CancellationToken.None)),
            Typing => ShowTypingAsync(hub, member),
            PresenceSet set => SetPresenceAsync(hub, member, set.Status),
            _ => ClientMessages.Unknown,
        });

    private async Task<Failure?> SendAsync(RoomMember member, ChatSend send)
    {
        var sent = await chat.SendAsync(member.Membership, send.ClientId, send.Text, send.Resend, CancellationToken.None);
        if (sent.TryGet(out var message, out var refusal))
        {
            member.Connection.Send(new ChatSent(send.ClientId, message.Id).ToUtf8());
        }

        return refusal;
    }

    private static async Task<Failure?> RefusalOf(Task<Outcome<Document<ChatMessage>>> change) => (await change).Failure;

    private async Task<Failure?> ShowTypingAsync(RoomHub hub, RoomMember member)
    {
        if (member.Membership.Refusal(Core.Study.Rooms.RoomAction.Chat) is { } refusal)
        {
            return refusal;
        }

        if (member.MayShowTyping(time))
        {
            var channel = new RedisChannel(RoomKeys.Channel(hub.RoomId), RedisChannel.PatternMode.Literal);
            byte[] signal = [.. "p "u8, .. new SomebodyTypes(member.UserId).ToUtf8()];
            await services.Redis.GetSubscriber().PublishAsync(channel, signal).WaitAsync(RoomServices.Patience);
        }

        return null;
    }

    private async Task<Failure?> SetPresenceAsync(RoomHub hub, RoomMember member, PresenceStatus status)
    {
        if (status is not (PresenceStatus.Online or PresenceStatus.Away))
        {
            return NotAStatus;
        }

        member.IsAway = status == PresenceStatus.Away;
        await presence.ApplyAsync(hub.RoomId, [member.Standing], CancellationToken.None);
        return null;
    }
}
