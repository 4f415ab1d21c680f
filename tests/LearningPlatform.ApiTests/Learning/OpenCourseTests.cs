using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Learning;

/// <summary>Accounts that enrol in a course without a limit while something about it changes.</summary>
public sealed class OpenCourseTests(StoresFixture stores) : ApiTest(stores)
{
    private const int Students = 40;

    [Fact]
    public async Task Two_hundred_enrolments_of_one_account_at_once_make_one_row_and_one_event()
    {
        var course = await CreateCourseAsync(await Api.AdminAsync());
        var student = await Api.SignInAsAsync(Role.Student);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => EnrollAsync(student.Client, course)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(199);
        (await Api.Database.CountAsync("select count(*) from enrollments where course_id = $1", course)).ShouldBe(1);
        (await Api.Database.CountAsync("select count(*) from outbox where course_id = $1 and event_type = 'COURSE_ENROLLED'", course)).ShouldBe(1);
    }

    [Fact]
    public async Task A_capacity_set_meanwhile_counts_everybody_who_got_in()
    {
        var admin = await Api.AdminAsync();
        var course = await CreateCourseAsync(admin);
        var enrolling = await StartAsync(course);

        (await admin.PutAsJsonAsync($"/api/v1/courses/{course}", Course(("capacity", 1000)))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Task.WhenAll(enrolling)).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created);
        (await Api.Database.CountAsync("select seats_taken from courses where id = $1", course)).ShouldBe(Students);
    }

    [Fact]
    public async Task Nobody_gets_in_once_the_course_is_closed()
    {
        var admin = await Api.AdminAsync();
        var course = await CreateCourseAsync(admin);
        var enrolling = await StartAsync(course);

        (await admin.PostAsync($"/api/v1/courses/{course}/archive", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var inside = await Api.Database.CountAsync("select count(*) from enrollments where course_id = $1", course);

        var answers = await Task.WhenAll(enrolling);
        (await Api.Database.CountAsync("select count(*) from enrollments where course_id = $1", course)).ShouldBe(inside);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe((int)inside);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            (await refused.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("COURSE_CLOSED");
        }
    }

    [Theory]
    [InlineData("status = 'archived'", "COURSE_CLOSED")]
    [InlineData("prerequisites = array(select other.id from courses other where other.id <> $1 limit 1)", "COURSE_PREREQUISITES_MISSING")]
    public async Task Who_waited_for_a_change_of_the_course_is_enrolled_by_what_it_is_then(string change, string refusal)
    {
        var admin = await Api.AdminAsync();
        var course = await CreateCourseAsync(admin);
        await CreateCourseAsync(admin);
        var student = await Api.SignInAsAsync(Role.Student);
        await using var held = await HeldRow.TakeAsync(Api.Database, "courses", course);

        var enrolling = EnrollAsync(student.Client, course);
        await held.IsWantedAsync();
        await held.ChangeAsync($"update courses set {change} where id = $1");
        await held.ReleaseAsync();

        (await (await enrolling).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe(refusal);
        (await Api.Database.CountAsync("select count(*) from enrollments where course_id = $1", course)).ShouldBe(0);
    }

    /// <summary>Everybody is on their way, and the first is through.</summary>
    private async Task<Task<HttpResponseMessage>[]> StartAsync(Guid course)
    {
        var students = new List<HttpClient>();
        for (var number = 0; number < Students; number++)
        {
            students.Add((await Api.SignInAsAsync(Role.Student)).Client);
        }

        var enrolling = students.Select(student => EnrollAsync(student, course)).ToArray();
        await Task.WhenAny(enrolling);
        return enrolling;
    }

    private static Task<HttpResponseMessage> EnrollAsync(HttpClient student, Guid course) =>
        student.PostAsync($"/api/v1/courses/{course}/enroll", null);
}
