using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Workers.Events;

/// <summary>Which handler is done with which event; written in the transaction of the effects.</summary>
internal static class Inbox
{
    /// <summary>
    /// Takes the event for the handler until the transaction ends; false when the handler was done with it before. Waits for another
    /// replica that is at it right now.
    /// </summary>
    public static async Task<bool> TakeAsync(
        LearningDbContext db, Guid eventId, string handler, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"insert into inbox (event_id, handler, handled_at) values ({eventId}, {handler}, {now}) on conflict do nothing",
            cancellationToken) == 1;

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
