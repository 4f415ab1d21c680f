using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Events;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Workers.Learning;

/// <summary>
/// Document 4's guests: what was enrolled by an address belongs to the account that proves the address. Where the account is in the course
/// already, the guest's seat is free again.
/// </summary>
[Handles<UserEmailVerified>]
internal sealed class LinkGuestEnrollments(TimeProvider time) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        var (userId, now) = (message.UserId, time.GetUtcNow());
        await db.Database.ExecuteSqlAsync(
            $"""
             with guest as (
                 select enrollments.id, enrollments.course_id from enrollments
                 join users on users.email = enrollments.student_email and users.email_verified_at is not null
                 where users.id = {userId} and enrollments.user_id is null
             ), gone as (
                 delete from enrollments using guest
                 where enrollments.id = guest.id
                   and exists (select 1 from enrollments own where own.user_id = {userId} and own.course_id = guest.course_id)
                 returning enrollments.id, enrollments.course_id
             ), freed as (
                 update courses set seats_taken = seats_taken - 1 from gone where courses.id = gone.course_id and capacity is not null
             )
             update enrollments set user_id = {userId}, updated_at = {now}
             from guest where enrollments.id = guest.id and guest.id not in (select id from gone)
             """,
            cancellationToken);
    }
}
