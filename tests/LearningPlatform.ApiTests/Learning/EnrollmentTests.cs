using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.ApiTests.Learning;

public sealed class EnrollmentTests(StoresFixture stores) : ApiTest(stores)
{
    [Fact]
    public async Task Five_hundred_enrolments_of_one_student_at_once_make_one_row()
    {
        var course = await CreateCourseAsync(await Api.AdminAsync());
        var client = Api.Stranger();

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => EnrollAsync(client, "one@example.com", course)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(499);
        (await CountAsync("select count(*) from enrollments where course_id = $1", course)).ShouldBe(1);
        (await CountAsync("select count(*) from outbox where course_id = $1 and event_type = 'COURSE_ENROLLED'", course)).ShouldBe(1);
    }

    [Fact]
    public async Task Ten_seats_and_two_hundred_students_at_once_fill_exactly_ten()
    {
        var course = await CreateCourseAsync(await Api.AdminAsync(), Course(("capacity", 10)));
        var client = Api.Stranger();

        // Each student asks twice: a seat lost to a duplicate would show as fewer than ten.
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(n => EnrollAsync(client, $"s{n / 2}@example.com", course)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(10);
        (await CountAsync("select count(*) from enrollments where course_id = $1", course)).ShouldBe(10);
        (await CountAsync("select seats_taken from courses where id = $1", course)).ShouldBe(10);
        (await (await EnrollAsync(client, "late@example.com", course)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("COURSE_FULL");
    }

    [Fact]
    public async Task A_seat_that_is_left_can_be_taken_and_a_smaller_capacity_is_refused()
    {
        var admin = await Api.AdminAsync();
        var course = await CreateCourseAsync(admin, Course(("capacity", 1)));
        var first = await Api.SignInAsAsync(Role.Student);
        var second = await Api.SignInAsAsync(Role.Student);
        (await first.Client.PostAsync($"/api/v1/courses/{course}/enroll", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await second.Client.PostAsync($"/api/v1/courses/{course}/enroll", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await first.Client.DeleteAsync($"/api/v1/courses/{course}/enroll")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await first.Client.DeleteAsync($"/api/v1/courses/{course}/enroll")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await second.Client.PostAsync($"/api/v1/courses/{course}/enroll", null)).StatusCode.ShouldBe(HttpStatusCode.Created);

        await admin.PutAsJsonAsync($"/api/v1/courses/{course}", Course());
        (await first.Client.PostAsync($"/api/v1/courses/{course}/enroll", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var smaller = await admin.PutAsJsonAsync($"/api/v1/courses/{course}", Course(("capacity", 1)));
        (await smaller.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("CAPACITY_BELOW_ENROLLED");
        (await (await admin.PutAsJsonAsync($"/api/v1/courses/{course}", Course(("capacity", 2)))).DataAsync()).GetProperty("capacity").GetInt32().ShouldBe(2);
        (await CountAsync("select seats_taken from courses where id = $1", course)).ShouldBe(2);
    }

    [Fact]
    public async Task A_capacity_set_while_students_enrol_counts_every_one_of_them()
    {
        var admin = await Api.AdminAsync();
        var course = await CreateCourseAsync(admin);
        var client = Api.Stranger();

        var enrolling = Enumerable.Range(0, 100).Select(n => EnrollAsync(client, $"s{n}@example.com", course)).ToArray();
        await Task.WhenAny(enrolling);
        (await admin.PutAsJsonAsync($"/api/v1/courses/{course}", Course(("capacity", 1000)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Task.WhenAll(enrolling);

        (await CountAsync("select seats_taken from courses where id = $1", course)).ShouldBe(100);
    }

    [Fact]
    public async Task A_students_enrolments_are_listed_whether_made_as_guest_or_signed_in()
    {
        var admin = await Api.AdminAsync();
        var student = await Api.SignInAsAsync(Role.Student);
        var (asGuest, signedIn) = (await CreateCourseAsync(admin), await CreateCourseAsync(admin));
        await EnrollAsync(Api.Stranger(), student.Email.ToUpperInvariant(), asGuest);
        await student.Client.PostAsync($"/api/v1/courses/{signedIn}/enroll", null);

        var list = await (await Api.Stranger().GetAsync($"/api/v1/students/{student.Email}/enrollments")).DataAsync();

        list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("course_id").GetGuid()).ShouldBe([signedIn, asGuest]);
        (await (await EnrollAsync(Api.Stranger(), student.Email, signedIn)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ALREADY_ENROLLED");
    }

    [Fact]
    public async Task Admins_list_students_and_enrolments_and_delete_one()
    {
        var admin = await Api.AdminAsync();
        var course = await CreateCourseAsync(admin);
        var student = await Api.SignInAsAsync(Role.Student);
        await student.Client.PostAsync($"/api/v1/courses/{course}/enroll", null);
        await EnrollAsync(Api.Stranger(), "guest@example.com", course);

        var students = await (await admin.GetAsync("/api/v1/admin/students")).DataAsync();
        students.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("email").GetString()).ShouldBe(["guest@example.com", student.Email]);
        var page = await (await admin.GetAsync("/api/v1/admin/enrollments?limit=1")).DataAsync();
        page.GetProperty("next_cursor").GetString().ShouldNotBeNull();
        var id = page.GetProperty("items")[0].Id();
        (await admin.DeleteAsync($"/api/v1/admin/enrollments/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await admin.DeleteAsync($"/api/v1/admin/enrollments/{id}")).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("ENROLLMENT_NOT_FOUND");
    }

    [Fact]
    public async Task Drafts_archived_courses_and_unknown_ids_take_nobody()
    {
        var admin = await Api.AdminAsync();
        var draft = await CreateCourseAsync(admin, Course(("status", "draft")));
        var archived = await CreateCourseAsync(admin);
        await admin.PostAsync($"/api/v1/courses/{archived}/archive", null);

        (await (await EnrollAsync(Api.Stranger(), "a@example.com", draft)).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("COURSE_NOT_FOUND");
        (await (await EnrollAsync(Api.Stranger(), "a@example.com", archived)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("COURSE_CLOSED");
        (await EnrollAsync(Api.Stranger(), "a@example.com", Guid.CreateVersion7())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Task<HttpResponseMessage> EnrollAsync(HttpClient client, string email, Guid course) =>
        client.PostAsJsonAsync("/api/v1/enrollments", new { student_email = email, course_id = course });

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }
}
