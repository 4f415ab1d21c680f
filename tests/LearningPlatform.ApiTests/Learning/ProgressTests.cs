using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Learning;

public sealed class ProgressTests(LearningApi shared) : LearningTest(shared)
{
    [Fact]
    public async Task The_same_completion_fifty_times_at_once_is_one_event_and_two_last_lessons_at_once_complete_the_course_once()
    {
        var module = new TestModule(new TestLesson(), new TestLesson(), new TestLesson());
        var course = await CourseAsync(module);
        var student = await EnrolledAsync(course);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CompleteAsync(student, course, module.Lessons[0])));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await EventsAsync(course, "LESSON_COMPLETED")).ShouldBe(1);

        // Both see the other as open unless one waits for the other.
        answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => CompleteAsync(student, course, module.Lessons[1 + (n % 2)])));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await EventsAsync(course, "LESSON_COMPLETED")).ShouldBe(3);
        (await EventsAsync(course, "MODULE_COMPLETED")).ShouldBe(1);
        (await EventsAsync(course, "COURSE_COMPLETED")).ShouldBe(1);
        var progress = await ProgressAsync(student, course);
        progress.GetProperty("percentage").GetInt32().ShouldBe(100);
        progress.GetProperty("completed_at").GetDateTimeOffset().ShouldBeLessThanOrEqualTo(DateTimeOffset.UtcNow);
        progress.GetProperty("resume_lesson_id").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Prerequisites_and_release_dates_close_content_and_work_until_they_are_met()
    {
        var first = new TestModule(new TestLesson());
        var second = new TestModule(new TestLesson()) { Prerequisites = [first.Id] };
        var third = new TestModule(new TestLesson()) { ReleaseAt = DateTimeOffset.UtcNow.AddDays(1) };
        var course = await CourseAsync(first, second, third);
        var student = await EnrolledAsync(course);

        (await ContentsAsync(student, course)).ShouldBe(["the secret", null, null]);
        var refused = await CompleteAsync(student, course, second.Lessons[0]);
        (await refused.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("PREREQUISITES_MISSING");
        (await refused.DetailsAsync()).GetProperty("module_ids")[0].GetGuid().ShouldBe(first.Id);
        (await (await PostAsync(student, course, $"modules/{second.Id}/complete")).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("PREREQUISITES_MISSING");
        (await (await CompleteAsync(student, course, third.Lessons[0])).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("MODULE_NOT_RELEASED");

        await CompleteAsync(student, course, first.Lessons[0]);
        (await ContentsAsync(student, course)).ShouldBe(["the secret", "the secret", null]);
        (await CompleteAsync(student, course, second.Lessons[0])).StatusCode.ShouldBe(HttpStatusCode.OK);
        var locked = (await ProgressAsync(student, course)).GetProperty("modules")[2].GetProperty("locked");
        locked.GetProperty("reason").GetString().ShouldBe("not_released");
        locked.GetProperty("opens_at").GetDateTimeOffset().ShouldBe(third.ReleaseAt!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task A_module_is_completed_by_hand_with_its_lessons_and_neither_time_nor_score_can_be_made_up()
    {
        var module = new TestModule(new TestLesson(), new TestLesson());
        var course = await CourseAsync(module);
        var student = await EnrolledAsync(course);

        var done = await (await student.PostAsJsonAsync(
            $"/api/v1/courses/{course}/modules/{module.Id}/complete", new { score = 100, time_spent = 600 })).DataAsync();

        done.GetProperty("completed_at").ValueKind.ShouldBe(JsonValueKind.String);
        done.GetProperty("score").ValueKind.ShouldBe(JsonValueKind.Null);
        done.GetProperty("time_spent").GetInt32().ShouldBeLessThan(5, "the enrolment is seconds old");
        done.GetProperty("modules")[0].GetProperty("score").GetInt32().ShouldBe(100);
        await PostAsync(student, course, $"modules/{module.Id}/complete");
        (await EventsAsync(course, "MODULE_COMPLETED")).ShouldBe(1);
        (await EventsAsync(course, "LESSON_COMPLETED")).ShouldBe(2);
        var overview = (await (await student.GetAsync(Uri("/users/progress"))).DataAsync()).GetProperty("courses")[0];
        overview.GetProperty("percentage").GetInt32().ShouldBe(100);
        overview.GetProperty("modules")[0].GetProperty("score").GetInt32().ShouldBe(100);
        foreach (var wrong in (object[])[new { score = 101 }, new { score = -1 }, new { time_spent = -1 }, new { time_spent = 1441 }, new { position = -1 }])
        {
            (await student.PostAsJsonAsync($"/api/v1/courses/{course}/modules/{module.Id}/complete", wrong)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Lessons_of_labs_and_assessments_are_not_completed_by_hand()
    {
        var module = new TestModule(new TestLesson("assessment", Guid.CreateVersion7()), new TestLesson());
        var course = await CourseAsync(module);
        var student = await EnrolledAsync(course);

        (await (await CompleteAsync(student, course, module.Lessons[0])).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("LESSON_NEEDS_ACTIVITY");
        var refused = await PostAsync(student, course, $"modules/{module.Id}/complete");
        (await refused.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("MODULE_NEEDS_ACTIVITIES");
        (await refused.DetailsAsync()).GetProperty("lesson_ids")[0].GetGuid().ShouldBe(module.Lessons[0].Id);
        (await Api.Database.CountAsync("select count(*) from lesson_progress where course_id = $1", course)).ShouldBe(0);
    }

    [Fact]
    public async Task Who_leaves_and_comes_back_finds_the_progress_and_where_to_go_on()
    {
        var module = new TestModule(new TestLesson(), new TestLesson("video"));
        var course = await CourseAsync(module);
        var student = await EnrolledAsync(course);
        await CompleteAsync(student, course, module.Lessons[0]);
        await student.PostAsJsonAsync($"/api/v1/courses/{course}/lessons/{module.Lessons[1].Id}/progress", new { position = 95 });

        await student.DeleteAsync(Uri($"/courses/{course}/enroll"));
        (await (await student.GetAsync(Uri($"/courses/{course}/progress"))).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("NOT_ENROLLED");
        (await (await CompleteAsync(student, course, module.Lessons[1])).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("NOT_ENROLLED");
        await student.PostAsync(Uri($"/courses/{course}/enroll"), null);

        var progress = await ProgressAsync(student, course);
        progress.GetProperty("percentage").GetInt32().ShouldBe(50);
        progress.GetProperty("resume_lesson_id").GetGuid().ShouldBe(module.Lessons[1].Id);
        progress.GetProperty("modules")[0].GetProperty("lessons")[1].GetProperty("position").GetInt32().ShouldBe(95);
    }

    [Fact]
    public async Task Cohorts_open_at_their_start_and_can_only_be_read_after_their_end()
    {
        var module = new TestModule(new TestLesson());
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(owner.Client);
        await Api.Database.AddOutlineAsync(course, module);
        var cohort = (await (await owner.Client.PostAsJsonAsync(
            $"/api/v1/courses/{course}/cohorts", new { name = "Spring", starts_at = DateTimeOffset.UtcNow.AddDays(1) })).DataAsync()).Id();
        var student = (await Api.SignInAsAsync(Role.Student)).Client;
        (await student.PostAsJsonAsync($"/api/v1/courses/{course}/enroll", new { cohort_id = cohort })).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await ContentsAsync(student, course)).ShouldBe([null]);
        (await (await CompleteAsync(student, course, module.Lessons[0])).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("COHORT_NOT_STARTED");

        var ended = new { name = "Spring", starts_at = DateTimeOffset.UtcNow.AddDays(-9), ends_at = DateTimeOffset.UtcNow.AddDays(-1) };
        (await owner.Client.PutAsJsonAsync($"/api/v1/courses/{course}/cohorts/{cohort}", ended)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ContentsAsync(student, course)).ShouldBe(["the secret"]);
        (await (await CompleteAsync(student, course, module.Lessons[0])).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("COHORT_ENDED");
        (await ProgressAsync(student, course)).GetProperty("read_only").GetBoolean().ShouldBeTrue();
        (await (await owner.Client.DeleteAsync(Uri($"/courses/{course}/cohorts/{cohort}"))).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("COHORT_NOT_EMPTY");
        var late = await Api.SignInAsAsync(Role.Student);
        (await (await late.Client.PostAsJsonAsync($"/api/v1/courses/{course}/enroll", new { cohort_id = cohort }))
            .ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("COHORT_ENDED");
    }

    private async Task<Guid> CourseAsync(params TestModule[] modules)
    {
        var course = await CreateCourseAsync(await Api.AdminAsync());
        await Api.Database.AddOutlineAsync(course, modules);
        return course;
    }

    private async Task<HttpClient> EnrolledAsync(Guid course)
    {
        var student = (await Api.SignInAsAsync(Role.Student)).Client;
        (await student.PostAsync(Uri($"/courses/{course}/enroll"), null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        return student;
    }

    private Task<long> EventsAsync(Guid course, string type) =>
        Api.Database.CountAsync("select count(*) from outbox where course_id = $1 and event_type = $2", course, type);

    private static Task<HttpResponseMessage> CompleteAsync(HttpClient client, Guid course, TestLesson lesson) =>
        PostAsync(client, course, $"lessons/{lesson.Id}/complete");

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, Guid course, string path) =>
        client.PostAsync(Uri($"/courses/{course}/{path}"), null);

    private static async Task<JsonElement> ProgressAsync(HttpClient client, Guid course) =>
        await (await client.GetAsync(Uri($"/courses/{course}/progress"))).DataAsync();

    private static async Task<List<string?>> ContentsAsync(HttpClient client, Guid course) =>
        [.. (await (await client.GetAsync(Uri($"/courses/{course}"))).DataAsync()).GetProperty("modules").EnumerateArray()
            .SelectMany(module => module.GetProperty("lessons").EnumerateArray())
            .Select(lesson => lesson.GetProperty("content").GetString())];

    private static Uri Uri(string path) => new($"/api/v1{path}", UriKind.Relative);
}
