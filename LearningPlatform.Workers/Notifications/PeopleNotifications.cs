using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Workers.Events;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Workers.Notifications;

/// <summary>Greets whoever has proved their address.</summary>
[Handles<UserEmailVerified>]
internal sealed class NotifyWelcome(Notifier notifier) : IEventSetHandler
{
    public Task HandleAsync(IReadOnlyList<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken) =>
        notifier.TellAsync(
            transaction,
            [
                .. messages.Where(message => message.Event.UserId is not null)
                    .Select(message => (message.Event.UserId!.Value, Notifier.Draft(message, NotificationKind.Welcome, []))),
            ],
            cancellationToken);
}

/// <summary>Friend requests, and what became of them.</summary>
[Handles<FriendRequested>]
[Handles<FriendRequestAccepted>]
internal sealed class NotifyFriends(Notifier notifier) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message.UserId is not { } told)
        {
            return;
        }

        if (message.Is<FriendRequested>())
        {
            var request = message.Read<FriendRequested>();
            await TellAsync(NotificationKind.FriendRequest, "from", request.FromUserId, request.RequestId);
        }
        else
        {
            var accepted = message.Read<FriendRequestAccepted>();
            await TellAsync(NotificationKind.FriendAccepted, "by", accepted.ByUserId, accepted.RequestId);
        }

        async Task TellAsync(NotificationKind kind, string role, Guid otherId, Guid requestId)
        {
            var name = await db.Users.Where(user => user.Id == otherId).Select(user => user.DisplayName).FirstOrDefaultAsync(cancellationToken);
            if (name is not null)
            {
                var data = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["request_id"] = requestId.ToString(),
                    [$"{role}_user_id"] = otherId.ToString(),
                    [role] = name,
                };
                await notifier.TellAsync(db, message, kind, data, [told], cancellationToken);
            }
        }
    }
}

/// <summary>Tells an account's owner what happened to it; whoever took it over cannot turn this off.</summary>
[Handles<UserPasswordChanged>]
[Handles<UserSignedIn>]
[Handles<UserSessionsRevoked>]
[Handles<UserRoleChanged>]
internal sealed class NotifyOwner(Notifier notifier) : IEventSetHandler
{
    public Task HandleAsync(IReadOnlyList<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken)
    {
        var drafts = new List<(Guid, NotificationDraft)>();
        foreach (var message in messages)
        {
            if (message.Event.UserId is { } owner && DataOf(message.Event) is { } data)
            {
                // A change of the password has a mail of its own, sent with the change.
                drafts.Add((owner, Notifier.Draft(message, NotificationKind.Security, data, byMail: !message.Event.Is<UserPasswordChanged>())));
            }
        }

        return notifier.TellAsync(transaction, drafts, cancellationToken);
    }

    private static Dictionary<string, string>? DataOf(PlatformEvent message)
    {
        if (message.Is<UserPasswordChanged>())
        {
            return new() { ["reason"] = "password_changed" };
        }

        if (message.Is<UserSessionsRevoked>())
        {
            return new() { ["reason"] = message.Read<UserSessionsRevoked>().Reason };
        }

        if (message.Is<UserRoleChanged>())
        {
            return new() { ["reason"] = "role_changed", ["to"] = message.Read<UserRoleChanged>().To };
        }

        return message.Is<UserSignedIn>() && message.Read<UserSignedIn>().NewDevice ? new() { ["reason"] = "new_device" } : null;
    }
}
