using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Workers.Events;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Workers.Notifications;

/// <summary>Shows people their XP as they get it. Nothing is stored: who is away sees the ledger later.</summary>
[Handles<XpAwarded>]
internal sealed class ShowXp(AfterCommit afterCommit, LiveChannel live) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message.UserId is not { } userId)
        {
            return;
        }

        var award = message.Read<XpAwarded>();
        var xp = await db.Database
            .SqlQuery<long>($"select total as \"Value\" from user_xp where user_id = {userId}").FirstOrDefaultAsync(cancellationToken);
        afterCommit.Do(() => live.PublishAsync(new(userId, null, new(award.Amount, award.Source, xp, Levels.Of(xp)))));
    }
}
