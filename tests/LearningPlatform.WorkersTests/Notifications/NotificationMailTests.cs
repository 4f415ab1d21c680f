using System.Diagnostics;
using System.Text.Json;
using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Learning;
using LearningPlatform.Workers.Notifications;
using LearningPlatform.WorkersTests.Events;

namespace LearningPlatform.WorkersTests.Notifications;

[Collection(StoresCollection.Name)]
public sealed class NotificationMailTests(StoresFixture stores) : IAsyncLifetime
{
    private static readonly Type[] Types =
        [typeof(NotifyWelcome), typeof(NotifyEnrolled), typeof(NotifyFollowers), typeof(NotifyOwner), typeof(LinkGuestEnrollments), typeof(SendNotificationMails)];

    private readonly Guid _student = Guid.CreateVersion7();
    private readonly Guid _course = Guid.CreateVersion7();
    private TestWorkers _workers = null!;

    public async Task InitializeAsync()
    {
        _workers = await NotifyingWorkers.StartAsync(stores, Types);
        await _workers.ExecuteAsync(
            $"""
             insert into users (id, email, first_name, last_name, display_name, role, email_verified_at, created_at, updated_at)
             values ('{_student}', 'ada@example.com', 'Ada', 'L', 'Ada L', 'instructor', now(), now(), now());
             insert into user_profiles (user_id) values ('{_student}');
             insert into courses (id, title, description, difficulty, status, instructor_id, created_at, updated_at)
             values ('{_course}', 'Graphs & "trees"', '', 'beginner', 'published', '{_student}', now(), now());
             """);
    }

    public async Task DisposeAsync() => await _workers.DisposeAsync();

    [Fact]
    public async Task An_enrolment_is_told_in_the_app_and_by_one_mail_that_can_be_unsubscribed()
    {
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        await _workers.PublishAsync(OutboxMessage.Of(new CourseEnrolled(Guid.NewGuid(), null), _student, _course, TimeProvider.System));

        await Eventually.BecomesAsync(1L, () => _workers.ScalarAsync<long>("select count(*) from outgoing_mails"));
        (await _workers.ScalarAsync<string>("select traceparent from outgoing_mails")).ShouldContain(
            request.TraceId.ToHexString(), customMessage: "one trace goes from the request to the mail");
        (await _workers.ScalarAsync<string>("select subject from outgoing_mails")).ShouldBe("You are enrolled in “Graphs & \"trees\"”");
        (await _workers.ScalarAsync<string>("select html_body from outgoing_mails")).ShouldContain("Graphs &amp; &quot;trees&quot;");
        var headers = JsonDocument.Parse(await _workers.ScalarAsync<string>("select headers::text from outgoing_mails")).RootElement;
        headers.GetProperty("List-Unsubscribe-Post").GetString().ShouldBe("List-Unsubscribe=One-Click");
        headers.GetProperty("List-Unsubscribe").GetString()!
            .ShouldMatch("^<https://learn.example/api/v1/notifications/unsubscribe\\?token=[A-Za-z0-9_-]{43}&kind=enrolled>$");
        (await _workers.ScalarAsync<string>("select kind from notifications where in_app and read_at is null")).ShouldBe("enrolled");
        (await _workers.ScalarAsync<long>("select count(*) from notification_mails")).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_wants_no_mail_of_a_kind_gets_none_and_a_digest_waits_for_its_hour()
    {
        await _workers.ExecuteAsync($"insert into notification_preferences values ('{_student}', 'enrolled', true, 'off')");
        await _workers.ExecuteAsync($"insert into instructor_followers values ('{_student}', '{_student}', now())");
        await _workers.PublishAsync(
            OutboxMessage.Of(new CourseEnrolled(Guid.NewGuid(), null), _student, _course, TimeProvider.System),
            OutboxMessage.Of(new CoursePublished("New", _student), _student, _course, TimeProvider.System));

        await Eventually.BecomesAsync(2L, () => _workers.ScalarAsync<long>("select count(*) from notifications"));
        await Eventually.BecomesAsync(1L, () => _workers.ScalarAsync<long>("select count(*) from notification_mails where digest and due_at > now()"));
        await _workers.ExecuteAsync("update notification_mails set due_at = now()");
        await Eventually.BecomesAsync(1L, () => _workers.ScalarAsync<long>("select count(*) from outgoing_mails"));
        (await _workers.ScalarAsync<string>("select subject from outgoing_mails")).ShouldBe("Your news from LearningPlatform");
        (await _workers.ScalarAsync<string>("select text_body from outgoing_mails")).ShouldContain("Ada L has published “New”.");
    }

    [Fact]
    public async Task Security_notices_come_by_mail_whatever_was_chosen()
    {
        await _workers.ExecuteAsync(
            $"""
             insert into notification_preferences values ('{_student}', 'security', false, 'off');
             insert into notification_settings (user_id, quiet_from, quiet_until) values ('{_student}', '00:00', '23:59');
             """);
        await _workers.PublishAsync(OutboxMessage.Of(new UserSignedIn(Guid.NewGuid(), NewDevice: true), _student, null, TimeProvider.System));

        await Eventually.BecomesAsync(1L, () => _workers.ScalarAsync<long>("select count(*) from outgoing_mails"));
        (await _workers.ScalarAsync<string>("select headers::text from outgoing_mails")).ShouldBe("{}");
    }

    [Fact]
    public async Task A_guests_enrolments_join_the_account_that_proves_the_address()
    {
        var other = Guid.CreateVersion7();
        await _workers.ExecuteAsync(
            $"""
             insert into courses (id, title, description, difficulty, status, capacity, seats_taken, instructor_id, created_at, updated_at)
             values ('{other}', 'Limited', '', 'beginner', 'published', 5, 2, '{_student}', now(), now());
             insert into enrollments (id, course_id, user_id, student_email, enrolled_at, created_at, updated_at) values
             (gen_random_uuid(), '{_course}', null, 'ada@example.com', now(), now(), now()),
             (gen_random_uuid(), '{other}', null, 'ada@example.com', now(), now(), now()),
             (gen_random_uuid(), '{other}', '{_student}', null, now(), now(), now()),
             (gen_random_uuid(), '{_course}', null, 'bob@example.com', now(), now(), now());
             """);
        await _workers.PublishAsync(OutboxMessage.Of(new UserEmailVerified(), _student, null, TimeProvider.System));

        await Eventually.BecomesAsync(2L, () => _workers.ScalarAsync<long>("select count(*) from enrollments where user_id = $1", _student));
        (await _workers.ScalarAsync<long>("select count(*) from enrollments")).ShouldBe(3);
        (await _workers.ScalarAsync<int>("select seats_taken from courses where id = $1", other)).ShouldBe(1);
    }
}
