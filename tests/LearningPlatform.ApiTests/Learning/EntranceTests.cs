using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Learning;

public sealed class EntranceTests(LearningApi shared) : LearningTest(shared)
{
    [Fact]
    public async Task A_course_that_is_open_by_code_takes_those_who_have_one_as_often_as_it_may_be_used()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(owner.Client);
        await owner.Client.PutAsJsonAsync(Path(course, "enrollment-settings"), new { mode = "code" });
        var code = await (await owner.Client.PostAsJsonAsync(Path(course, "enrollment-codes"), new { max_uses = 3 })).DataAsync();
        var text = code.GetProperty("code").GetString()!;
        var students = await StudentsAsync(10);

        (await (await students[0].Client.PostAsync(Path(course, "enroll"), null)).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("ENROLLMENT_BY_CODE");
        (await (await Api.Stranger().PostAsJsonAsync("/api/v1/enrollments", new { student_email = "g@example.com", course_id = course }))
            .ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("ENROLLMENT_BY_CODE");
        (await (await students[0].Client.PostAsJsonAsync("/api/v1/courses/enroll-by-code", new { code = "0000000000" }))
            .ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("ENROLLMENT_CODE_INVALID");
        var answers = await Task.WhenAll(students.Select((student, n) => n % 2 == 0
            ? student.Client.PostAsJsonAsync("/api/v1/courses/enroll-by-code", new { code = $" {text[..5].ToLowerInvariant()}-{text[5..]}" })
            : student.Client.PostAsJsonAsync(Path(course, "enroll"), new { code = text })));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(3);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Forbidden).ShouldBe(7);

        var rotated = (await (await owner.Client.PostAsync(Path(course, $"enrollment-codes/{code.Id()}/rotate"), null)).DataAsync())
            .GetProperty("code").GetString()!;
        // Who came too late is a matter of chance.
        var refused = students.Zip(answers).Where(pair => pair.Second.StatusCode == HttpStatusCode.Forbidden).Select(pair => pair.First.Client).ToList();
        var (left, outside) = (refused[0], refused[1]);
        (await left.PostAsJsonAsync(Path(course, "enroll"), new { code = text })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await left.PostAsJsonAsync(Path(course, "enroll"), new { code = rotated })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await (await left.PostAsJsonAsync(Path(course, "enroll"), new { code = rotated })).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ALREADY_ENROLLED");
        (await owner.Client.DeleteAsync(Path(course, $"enrollment-codes/{code.Id()}"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Api.Database.CountAsync("select uses from enrollment_codes where course_id = $1", course)).ShouldBe(1, "a refused use is not counted");
        (await outside.PostAsJsonAsync("/api/v1/courses/enroll-by-code", new { code = rotated })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await owner.Client.PutAsJsonAsync(Path(course, "enrollment-settings"), new { mode = "invite" });
        (await (await outside.PostAsync(Path(course, "enroll"), null)).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("ENROLLMENT_BY_INVITATION");
    }

    [Fact]
    public async Task Instructors_enrol_many_at_once_with_a_line_for_each()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(owner.Client, Course(("capacity", 3)));
        await owner.Client.PutAsJsonAsync(Path(course, "enrollment-settings"), new { mode = "invite" });
        var students = await StudentsAsync(2);
        object[] people =
        [
            new { user_id = students[0].Id },
            new { email = students[1].Email.ToUpperInvariant() },
            new { user_id = Guid.CreateVersion7() },
            new { email = students[1].Email },
            new { email = "guest@example.com" },
            new { email = "late@example.com" },
        ];

        var lines = (await (await owner.Client.PostAsJsonAsync(Path(course, "enrollments"), new { students = people })).DataAsync()).GetProperty("lines");

        lines.EnumerateArray().Select(line => line.GetProperty("code").GetString())
            .ShouldBe([null, null, "USER_NOT_FOUND", "ALREADY_ENROLLED", null, "COURSE_FULL"]);
        (await students[1].Client.GetAsync(Path(course, "progress"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await owner.Client.DeleteAsync(Path(course, $"enrollments/{lines[1].GetProperty("enrollment_id").GetGuid()}"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await students[1].Client.GetAsync(Path(course, "progress"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var wrong in (object[])[new { students = Array.Empty<object>() }, new { students = new object?[] { null } }, new { students = new[] { new { email = "x" } } }, new { students = Enumerable.Repeat(people[0], 201) }])
        {
            (await owner.Client.PostAsJsonAsync(Path(course, "enrollments"), wrong)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Courses_that_build_on_others_say_which_are_missing()
    {
        var admin = await Api.AdminAsync();
        var module = new TestModule(new TestLesson());
        var (first, second) = (await CreateCourseAsync(admin), await CreateCourseAsync(admin));
        await Api.Database.AddOutlineAsync(first, module);
        await Api.Database.CountAsync("update courses set prerequisites = array[$2, gen_random_uuid()] where id = $1 returning 1", second, first);
        var student = (await StudentsAsync(1))[0].Client;

        var refused = await student.PostAsync(Path(second, "enroll"), null);
        (await refused.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("COURSE_PREREQUISITES_MISSING");
        (await refused.DetailsAsync()).GetProperty("course_ids").EnumerateArray().Select(id => id.GetGuid()).ShouldBe([first]);
        var standing = await (await student.GetAsync(Path(second, "enroll"))).DataAsync();
        (standing.GetProperty("status").GetString(), standing.GetProperty("missing_courses")[0].GetGuid()).ShouldBe(("none", first));
        await student.PostAsync(Path(first, "enroll"), null);
        await student.PostAsync(Path(first, $"lessons/{module.Lessons[0].Id}/complete"), null);

        (await student.PostAsync(Path(second, "enroll"), null)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Twenty_who_leave_and_fifty_who_join_the_queue_at_once_oversell_nothing_and_the_first_come_first()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(owner.Client, Course(("capacity", 20)));
        var people = await StudentsAsync(75);
        var (seated, first, waiters) = (people[..20], people[20..25], people[25..]);
        foreach (var person in seated)
        {
            (await person.Client.PostAsync(Path(course, "enroll"), null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        foreach (var (index, person) in first.Index())
        {
            (await (await person.Client.PostAsync(Path(course, "waiting-list"), null)).DataAsync()).GetProperty("waiting_position").GetInt32().ShouldBe(index + 1);
        }

        (await (await first[0].Client.PostAsync(Path(course, "waiting-list"), null)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ALREADY_WAITING");
        // Workers call this for every event that may have freed a seat, several replicas at once.
        var waiting = Api.Services.GetRequiredService<WaitingLists>();
        var storm = seated.Select(async person =>
            {
                (await person.Client.DeleteAsync(Path(course, "enroll"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
                await waiting.PromoteAsync(course, default);
            })
            .Concat(waiters.Select(async person =>
            {
                await SeatOrQueueAsync(person.Client, course);
                await waiting.PromoteAsync(course, default);
            }));
        await Task.WhenAll(storm);
        await waiting.PromoteAsync(course, default);

        (await Api.Database.CountAsync("select seats_taken from courses where id = $1", course)).ShouldBe(20);
        (await Api.Database.CountAsync("select count(*) from enrollments where course_id = $1", course)).ShouldBe(20);
        (await Api.Database.CountAsync(
            "select count(*) from outbox where course_id = $1 and event_type = 'COURSE_ENROLLED' and user_id = any($2)", course, first.Select(person => person.Id).ToArray()))
            .ShouldBe(5, "each of the first once");
        (await Api.Database.CountAsync(
            "select count(*) from waiting_list w join enrollments e on e.user_id = w.user_id and e.course_id = w.course_id where w.course_id = $1", course))
            .ShouldBe(0);
        var promoted = await Api.Database.CountAsync(
            "select count(*) - count(distinct user_id) from outbox where course_id = $1 and event_type = 'COURSE_ENROLLED'", course);
        promoted.ShouldBe(0, "nobody got a seat twice");
    }

    [Fact]
    public async Task A_higher_capacity_seats_the_queue_in_its_order_and_nobody_passes_it()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(owner.Client, Course(("capacity", 1)));
        var people = await StudentsAsync(5);
        await people[0].Client.PostAsync(Path(course, "enroll"), null);
        foreach (var person in people[1..4])
        {
            await person.Client.PostAsync(Path(course, "waiting-list"), null);
        }

        await owner.Client.PutAsJsonAsync($"/api/v1/courses/{course}", Course(("capacity", 3)));
        (await (await people[4].Client.PostAsync(Path(course, "enroll"), null)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("COURSE_FULL");
        (await Api.Services.GetRequiredService<WaitingLists>().PromoteAsync(course, default)).ShouldBe(2);

        var list = (await (await owner.Client.GetAsync(Path(course, "waiting-list"))).DataAsync()).GetProperty("items");
        list.EnumerateArray().Select(item => (item.GetProperty("user_id").GetGuid(), item.GetProperty("position").GetInt32())).ShouldBe([(people[3].Id, 1)]);
        (await (await people[1].Client.GetAsync(Path(course, "enroll"))).DataAsync()).GetProperty("status").GetString().ShouldBe("enrolled");
        (await people[3].Client.DeleteAsync(Path(course, "waiting-list"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await people[3].Client.DeleteAsync(Path(course, "waiting-list"))).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("NOT_WAITING");
        await owner.Client.PutAsJsonAsync($"/api/v1/courses/{course}", Course());
        (await (await people[3].Client.PostAsync(Path(course, "waiting-list"), null)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("COURSE_NOT_FULL");
    }

    [Fact]
    public async Task What_was_enrolled_by_a_verified_address_is_the_accounts_as_soon_as_it_enrols()
    {
        var course = await CreateCourseAsync(await Api.AdminAsync());
        var student = (await StudentsAsync(1))[0];
        await Api.Stranger().PostAsJsonAsync("/api/v1/enrollments", new { student_email = student.Email, course_id = course });

        (await student.Client.PostAsync(Path(course, "enroll"), null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await student.Client.GetAsync(Path(course, "progress"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Api.Database.CountAsync("select count(*) from enrollments where course_id = $1", course)).ShouldBe(1);
    }

    /// <summary>As clients do: waits for a seat while the course is full, and takes one where it is not.</summary>
    private static async Task SeatOrQueueAsync(HttpClient client, Guid course)
    {
        while ((await client.PostAsync(Path(course, "waiting-list"), null)).StatusCode != HttpStatusCode.Created
            && (await client.PostAsync(Path(course, "enroll"), null)).StatusCode != HttpStatusCode.Created)
        {
        }
    }

    private async Task<Person[]> StudentsAsync(int count)
    {
        var people = new Person[count];
        for (var index = 0; index < count; index++)
        {
            people[index] = await Api.SignInAsAsync(Role.Student);
        }

        return people;
    }

    private static Uri Path(Guid course, string path) => new($"/api/v1/courses/{course}/{path}", UriKind.Relative);
}
