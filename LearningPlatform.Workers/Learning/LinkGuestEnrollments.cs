using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Learning;

/// <summary>
/// Document 4's guests: what was enrolled by an address belongs to the account that proves the address. Where the account is in the course
/// already, the guest's seat is free again.
/// </summary>
[Handles<UserEmailVerified>]
internal sealed class LinkGuestEnrollments(TimeProvider time) : IEventSetHandler
{
    private const string LinkSql =
        """
        with guest as (
            select enrollments.id, enrollments.course_id from enrollments
            join users on users.email = enrollments.student_email and users.email_verified_at is not null
            where users.id = $1 and enrollments.user_id is null
        ), gone as (
            delete from enrollments using guest
            where enrollments.id = guest.id
              and exists (select 1 from enrollments own where own.user_id = $1 and own.course_id = guest.course_id)
            returning enrollments.id, enrollments.course_id
        ), freed as (
            update courses set seats_taken = seats_taken - 1 from gone where courses.id = gone.course_id and capacity is not null
        )
        update enrollments set user_id = $1, updated_at = $2
        from guest where enrollments.id = guest.id and guest.id not in (select id from gone)
        """;

    public async Task HandleAsync(IReadOnlyList<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = transaction.CreateBatch();
        foreach (var userId in messages.Select(message => message.Event.UserId).OfType<Guid>())
        {
            batch.BatchCommands.Add(new(LinkSql) { Parameters = { new() { Value = userId }, new() { Value = time.GetUtcNow() } } });
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
