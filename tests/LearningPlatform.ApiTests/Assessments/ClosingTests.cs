using LearningPlatform.ApiTests.Catalog;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Assessments;

/// <summary>What is closed is not started; what closes during an attempt lets it be finished, as long as the enrolment lasts.</summary>
public sealed class ClosingTests(SharedApi shared) : AuthoringTest(shared)
{
    public enum Closing
    {
        ReleaseMovedAway,
        PrerequisiteAdded,
        CourseArchived,
        AssessmentWithdrawn,
        AssessmentClosed,
        CohortEnded,
    }

    [Fact]
    public async Task An_attempt_in_a_module_that_is_not_released_is_not_started()
    {
        var test = await TestAsync();
        await test.CloseAsync(Closing.ReleaseMovedAway);

        (await (await test.StartAsync()).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("MODULE_NOT_RELEASED");
    }

    [Fact]
    public async Task An_attempt_before_the_prerequisite_is_complete_is_not_started()
    {
        var test = await TestAsync();
        var lesson = await test.CloseAsync(Closing.PrerequisiteAdded);

        (await (await test.StartAsync()).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("PREREQUISITES_MISSING");

        (await test.Learner.Client.PostAsync($"/api/v1/courses/{test.Course}/lessons/{lesson}/complete", null)).EnsureSuccessStatusCode();
        (await test.StartAsync()).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(Closing.ReleaseMovedAway, "MODULE_NOT_RELEASED")]
    [InlineData(Closing.PrerequisiteAdded, "PREREQUISITES_MISSING")]
    [InlineData(Closing.CourseArchived, null)]
    [InlineData(Closing.AssessmentWithdrawn, "ASSESSMENT_NOT_FOUND")]
    [InlineData(Closing.AssessmentClosed, "ASSESSMENT_CLOSED")]
    [InlineData(Closing.CohortEnded, "COHORT_ENDED")]
    public async Task What_closes_during_an_attempt_lets_it_be_finished_and_no_other_one_be_started(Closing closing, string? refusal)
    {
        var test = await TestAsync();
        var attempt = await (await test.StartAsync()).DataAsync();

        await test.CloseAsync(closing);

        (await test.SaveAsync(attempt)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var submitted = await (await test.SubmitAsync(attempt)).DataAsync();
        submitted.GetProperty("attempt").GetProperty("score").GetDecimal().ShouldBe(100);
        var next = await test.StartAsync();
        // Who is enrolled keeps an archived course.
        (refusal is null ? next.StatusCode.ToString() : await next.ErrorAsync(next.StatusCode)).ShouldBe(refusal ?? "Created");
    }

    [Fact]
    public async Task Who_leaves_the_course_saves_and_submits_no_more_and_goes_on_after_coming_back()
    {
        var test = await TestAsync();
        var attempt = await (await test.StartAsync()).DataAsync();
        (await test.SaveAsync(attempt)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await test.Learner.Client.DeleteAsync($"/api/v1/courses/{test.Course}/enroll")).EnsureSuccessStatusCode();

        (await (await test.SaveAsync(attempt)).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("NOT_ENROLLED");
        (await (await test.SubmitAsync(attempt)).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("NOT_ENROLLED");
        (await test.EnrolAsync()).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await test.SubmitAsync(attempt)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_attempt_ends_with_its_learners_cohort()
    {
        var test = await TestAsync(cohortEnds: DateTimeOffset.Parse("2100-01-01T00:00:00Z", null));

        var attempt = await (await test.StartAsync()).DataAsync();

        attempt.GetProperty("attempt").GetProperty("ends_at").GetDateTimeOffset().Year.ShouldBe(2100);
    }

    private async Task<ClosingTest> TestAsync(DateTimeOffset? cohortEnds = null)
    {
        var papers = await Papers.StartAsync(Api);
        var teacher = papers.Teacher;
        var question = await papers.QuestionAsync(new
        {
            name = "Holds",
            stem = Papers.Text("It holds."),
            body = new { kind = "true_false", answer = true },
        });
        var assessment = await papers.AssessmentAsync([new { question_id = question.Id() }]);
        var (before, module) = (await ModuleAsync(teacher, papers.Course, "Before"), await ModuleAsync(teacher, papers.Course, "Test"));
        var lesson = await LessonAsync(teacher, papers.Course, before, "read");
        await LessonAsync(teacher, papers.Course, module, "test", new { title = "test", kind = "assessment", activity_id = assessment });
        await PublishAsync(teacher, papers.Course);
        var cohort = await (await teacher.Client.PostAsJsonAsync(
            $"/api/v1/courses/{papers.Course}/cohorts",
            new { name = "Spring", starts_at = "2020-01-01T00:00:00Z", ends_at = cohortEnds })).DataAsync();
        var test = new ClosingTest(papers, await Api.SignInAsAsync(Role.Student), assessment, before, module, lesson, cohort.Id());
        (await test.EnrolAsync()).StatusCode.ShouldBe(HttpStatusCode.Created);
        return test;
    }

    private sealed record ClosingTest(
        Papers Papers, Person Learner, Guid Assessment, Guid Before, Guid Module, Guid Lesson, Guid Cohort)
    {
        public Guid Course => Papers.Course;

        public Task<HttpResponseMessage> EnrolAsync() =>
            Learner.Client.PostAsJsonAsync($"/api/v1/courses/{Course}/enroll", new { cohort_id = Cohort });

        public Task<HttpResponseMessage> StartAsync() => Learner.Client.PostAsync($"/api/v1/assessments/{Assessment}/attempts", null);

        public Task<HttpResponseMessage> SaveAsync(JsonElement attempt) => Learner.Client.PutAsJsonAsync(
            $"/api/v1/attempts/{attempt.GetProperty("attempt").Id()}/answers",
            new { answers = new Dictionary<Guid, object> { [Papers.QuestionId(Papers.Asked(attempt, "It"))] = new { value = true } } });

        public Task<HttpResponseMessage> SubmitAsync(JsonElement attempt) => Learner.Client.PostAsJsonAsync(
            $"/api/v1/assessments/{Assessment}/submit", new { attempt_id = attempt.GetProperty("attempt").Id() });

        /// <summary>Closes what the attempt is in; the lesson that would open it again.</summary>
        public async Task<Guid> CloseAsync(Closing closing)
        {
            var closed = await (closing switch
            {
                Closing.ReleaseMovedAway => ModuleAsync(new { title = "Test", release_at = "2100-01-01T00:00:00Z" }),
                Closing.PrerequisiteAdded => ModuleAsync(new { title = "Test", prerequisites = new[] { Before } }),
                Closing.CourseArchived => Papers.Teacher.Client.PostAsync($"/api/v1/courses/{Course}/archive", null),
                Closing.AssessmentWithdrawn => AssessmentAsync(("status", "draft")),
                Closing.AssessmentClosed => AssessmentAsync(("closes_at", "2020-01-01T00:00:00Z")),
                _ => Papers.Teacher.Client.PutAsJsonAsync(
                    $"/api/v1/courses/{Course}/cohorts/{Cohort}",
                    new { name = "Spring", starts_at = "2020-01-01T00:00:00Z", ends_at = "2020-02-01T00:00:00Z" }),
            });
            closed.EnsureSuccessStatusCode();
            if (closing is Closing.ReleaseMovedAway or Closing.PrerequisiteAdded)
            {
                await PublishAsync(Papers.Teacher, Course);
            }

            (await GetAsync(Papers.Teacher.Client, $"/courses/{Course}")).GetProperty("status").GetString()
                .ShouldBe(closing == Closing.CourseArchived ? "archived" : "published");
            return Lesson;
        }

        private Task<HttpResponseMessage> ModuleAsync(object module) =>
            Papers.Teacher.Client.PutAsJsonAsync($"/api/v1/courses/{Course}/modules/{Module}", module);

        private async Task<HttpResponseMessage> AssessmentAsync(params (string Field, object? Value)[] fields)
        {
            var now = await GetAsync(Papers.Teacher.Client, $"/assessments/{Assessment}");
            return await Papers.Teacher.Client.PutAsJsonAsync(
                $"/api/v1/assessments/{Assessment}", Papers.Assessment([now.GetProperty("items")[0]], fields));
        }
    }
}
