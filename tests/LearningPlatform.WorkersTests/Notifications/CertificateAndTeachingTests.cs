using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Notifications;

namespace LearningPlatform.WorkersTests.Notifications;

/// <summary>What is taken from people, or given to them, by somebody else: they are told in the app and by mail, once.</summary>
[Collection(StoresCollection.Name)]
public sealed class CertificateAndTeachingTests(StoresFixture stores)
{
    [Fact]
    public async Task Holders_hear_of_a_revocation_and_teachers_of_their_courses_unless_they_did_it_themselves()
    {
        var (holder, owner, helper) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var (course, certificate) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var workers = await NotifyingWorkers.StartAsync(
            stores, typeof(NotifyRevoked), typeof(NotifyInstructor), typeof(SendNotificationMails));
        foreach (var (id, name) in ((Guid, string)[])[(holder, "holder"), (owner, "owner"), (helper, "helper")])
        {
            await workers.ExecuteAsync(
                $"""
                 insert into users (id, email, first_name, last_name, display_name, role, email_verified_at, created_at, updated_at)
                 values ('{id}', '{name}@example.com', 'A', 'B', 'A B', 'instructor', now(), now(), now())
                 """);
        }

        var revoked = OutboxMessage.Of(new CertificateRevoked(certificate, "Graphs"), holder, course, TimeProvider.System);
        var ofNobody = OutboxMessage.Of(new CertificateRevoked(Guid.CreateVersion7(), "Graphs"), null, course, TimeProvider.System);
        var added = OutboxMessage.Of(new CourseInstructorAdded(helper, "Graphs"), owner, course, TimeProvider.System);
        var removed = OutboxMessage.Of(new CourseInstructorRemoved(helper, "Trees"), owner, course, TimeProvider.System);
        var left = OutboxMessage.Of(new CourseInstructorRemoved(helper, "Graphs"), helper, course, TimeProvider.System);
        await workers.PublishAsync(revoked, ofNobody, added, removed, left);

        await Eventually.BecomesAsync(3L, () => workers.ScalarAsync<long>("select count(*) from outgoing_mails"));
        // An event leaves the outbox once every handler has had it.
        await Eventually.BecomesAsync(0L, () => workers.ScalarAsync<long>("select count(*) from outbox"));
        (await workers.ScalarAsync<string[]>("select array_agg(recipient || ': ' || subject order by subject) from outgoing_mails")).ShouldBe(
        [
            "helper@example.com: You no longer teach the course “Trees”",
            "helper@example.com: You teach the course “Graphs” now",
            "holder@example.com: Your certificate for “Graphs” was revoked",
        ]);
        (await workers.ScalarAsync<string[]>("select array_agg(kind order by kind) from notifications")).ShouldBe(
            ["certificate_revoked", "course_instructor", "course_instructor"]);
        (await workers.ScalarAsync<string>("select data->>'certificate_id' from notifications where user_id = $1", holder)).ShouldBe(certificate.ToString());
    }
}
