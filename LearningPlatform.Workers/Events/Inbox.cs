using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Workers.Events;

/// <summary>Which handler is done with which event; written in the transaction of the effects.</summary>
internal static class Inbox
{
    /// <summary>
    /// Takes events for the handler until the transaction ends; returns those that the handler was not done with before. Waits for another
    /// replica that is at one of them right now.
    /// </summary>
    public static async Task<HashSet<Guid>> TakeAsync(
        LearningDbContext db, Guid[] eventIds, string handler, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // In one order everywhere: two replicas that take the same events wait for each other instead of deadlocking.
        Array.Sort(eventIds);
        var taken = await db.Database.SqlQuery<Guid>(
            $"""
             insert into inbox (event_id, handler, handled_at) select event_id, {handler}, {now} from unnest({eventIds}) as event_id
             on conflict do nothing returning event_id as "Value"
             """).ToListAsync(cancellationToken);
        return [.. taken];
    }

    /// <summary>Whether an earlier event of the same user or course still waits for this handler.</summary>
    public static async Task<bool> HasEarlierAsync(
        LearningDbContext db, HandlerRegistration handler, TransportMessage message, CancellationToken cancellationToken)
    {
        var userId = handler.Order == EventOrder.User ? message.Event.UserId : null;
        var courseId = handler.Order == EventOrder.Course ? message.Event.CourseId : null;
        if (userId is null && courseId is null)
        {
            return false;
        }

        return await db.Database.SqlQuery<bool>(
            $"""
             select exists (
                 select 1 from outbox earlier
                 where (earlier.user_id = {userId} or earlier.course_id = {courseId})
                   and earlier.position < {message.Position} and earlier.topic = {handler.Topic}
                   and ({handler.WantsEverything} or earlier.event_type = any ({handler.EventTypes.ToArray()}))
                   and (earlier.handler is null or earlier.handler = {handler.Name})
                   and not exists (
                       select 1 from inbox where inbox.event_id = earlier.event_id and inbox.handler = {handler.Name})) as "Value"
             """).SingleAsync(cancellationToken);
    }
}
