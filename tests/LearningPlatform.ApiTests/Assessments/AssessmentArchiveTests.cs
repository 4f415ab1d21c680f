using System.Text;
using LearningPlatform.Core.Identity;
using static LearningPlatform.ApiTests.Catalog.CourseZip;

namespace LearningPlatform.ApiTests.Assessments;

/// <summary>Assessments and their questions go along in a course's archive and in its duplicates.</summary>
public sealed class AssessmentArchiveTests(SharedApi shared) : AssessmentArchiveTest(shared)
{
    [Fact]
    public async Task What_is_exported_imported_and_exported_again_is_the_same()
    {
        var papers = await FullAsync();
        var first = await ExportAsync(papers.Teacher, papers.Course);
        var other = await InstructorAsync();

        var imported = await ImportAsync(other, first);

        imported.StatusCode.ShouldBe(HttpStatusCode.Created);
        var second = await ExportAsync(other, (await imported.DataAsync()).Id());
        Normal(second).ShouldBe(Normal(first));
        Entries(second).Keys.ShouldBe(Entries(first).Keys);
        foreach (var (name, bytes) in Entries(first).Where(entry => entry.Key != Json))
        {
            Entries(second)[name].ShouldBe(bytes);
        }

        var json = Encoding.UTF8.GetString(Entries(first)[Json]);
        json.ShouldContain(Secret, Case.Sensitive, "the answers go along");
        json.ShouldNotContain(NotDrawn, Case.Sensitive, "an instructor's own bank is not the course's");
        Encoding.UTF8.GetString(Entries(second)[Json]).ShouldNotContain(papers.Course.ToString());
    }

    [Fact]
    public async Task An_imported_assessment_is_taken_by_its_lesson_graded_and_shows_its_pictures()
    {
        var papers = await FullAsync();
        var other = await InstructorAsync();
        var course = (await (await ImportAsync(other, await ExportAsync(papers.Teacher, papers.Course))).DataAsync()).Id();
        var outline = await PublishAsync(other, course);
        var lesson = outline.GetProperty("modules")[0].GetProperty("lessons")[0];

        var (learner, attempt) = await StartAsync(course, lesson.GetProperty("activity_id").GetGuid());

        var result = await SubmitAsync(learner, attempt);
        foreach (var question in result.GetProperty("questions").EnumerateArray())
        {
            var kind = question.GetProperty("question").GetProperty("kind").GetString();
            question.GetProperty("points").GetDecimal().ShouldBe(kind == "essay" ? 0 : 2, kind);
        }

        var picture = Address(attempt);
        picture.ShouldNotContain(papers.Bank.ToString());
        (await learner.Client.GetByteArrayAsync(picture)).ShouldBe(Convert.FromBase64String(Dot));
        (await (await Api.SignInAsAsync(Role.Student)).Client.GetAsync(picture)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_duplicate_has_assessments_and_questions_of_its_own_and_no_attempts()
    {
        var papers = await FullAsync();
        var teacher = papers.Teacher;
        var original = (await AssessmentsAsync(teacher, papers.Course))["Every kind"];
        var (first, firstAttempt) = await StartAsync(papers.Course, original);
        await SubmitAsync(first, firstAttempt);
        var before = Normal(await ExportAsync(teacher, papers.Course));

        var copy = (await (await teacher.Client.PostAsync($"/api/v1/courses/{papers.Course}/duplicate", null)).DataAsync()).Id();

        Normal(await ExportAsync(teacher, copy)).ShouldBe(before);
        var copied = (await AssessmentsAsync(teacher, copy))["Every kind"];
        copied.ShouldNotBe(original);
        (await GetAsync(teacher.Client, $"/assessments/{copied}/attempts")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await PublishAsync(teacher, copy);
        await SendAsync(teacher.Client, HttpMethod.Put, $"/courses/{copy}", ApiTest.Course(("status", "published")));
        var (learner, attempt) = await StartAsync(copy, copied);
        Ids(attempt).Intersect(Ids(firstAttempt)).ShouldBeEmpty();

        await RewriteAsync(teacher, Papers.QuestionId(Papers.Asked(attempt, "true_false")));
        Normal(await ExportAsync(teacher, papers.Course)).ShouldBe(before);
        Normal(await ExportAsync(teacher, copy)).ShouldNotBe(before);
        (await SubmitAsync(learner, attempt)).GetProperty("attempt").GetProperty("status").GetString().ShouldBe("awaiting_grade");

        (await teacher.Client.DeleteAsync($"/api/v1/courses/{papers.Course}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await learner.Client.GetByteArrayAsync(Address(attempt))).ShouldBe(Convert.FromBase64String(Dot), "the copy keeps the picture");
    }

    [Fact]
    public async Task Who_may_not_see_the_answers_gets_no_archive_and_a_co_instructor_gets_what_is_drawn()
    {
        var papers = await FullAsync();
        var (student, stranger, colleague) = (await papers.LearnerAsync(), await InstructorAsync(), await InstructorAsync());
        foreach (var person in (Person[])[student, stranger])
        {
            (await person.Client.GetAsync($"/api/v1/courses/{papers.Course}/export")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await person.Client.PostAsync($"/api/v1/courses/{papers.Course}/duplicate", null)).StatusCode
                .ShouldBe(HttpStatusCode.Forbidden);
        }

        await papers.Teacher.Client.PostAsJsonAsync($"/api/v1/courses/{papers.Course}/instructors", new { user_id = colleague.Id });

        var archive = Encoding.UTF8.GetString(Entries(await ExportAsync(colleague, papers.Course))[Json]);
        archive.ShouldContain("own bank 1");
        archive.ShouldNotContain(NotDrawn);
    }

    private async Task<(Person Learner, JsonElement Attempt)> StartAsync(Guid course, Guid assessment)
    {
        var learner = await Api.SignInAsAsync(Role.Student);
        (await learner.Client.PostAsync($"/api/v1/courses/{course}/enroll", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        return (learner, await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).DataAsync());
    }

    private static async Task<JsonElement> SubmitAsync(Person learner, JsonElement attempt)
    {
        var answers = Papers.RightAnswers(attempt, Secret);
        answers[Papers.QuestionId(Papers.Asked(attempt, "picture"))] = new { text = "dot" };
        var assessment = attempt.GetProperty("attempt").GetProperty("assessment_id").GetGuid();
        return await (await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{assessment}/submit", new { answers })).DataAsync();
    }

    private static async Task RewriteAsync(Person teacher, Guid question)
    {
        var edit = new { name = "rewritten", stem = Papers.Text("rewritten"), body = new { kind = "true_false", answer = false } };
        (await teacher.Client.PutAsJsonAsync($"/api/v1/questions/{question}", edit)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<Dictionary<string, Guid>> AssessmentsAsync(Person teacher, Guid course) =>
        (await GetAsync(teacher.Client, $"/assessments?course_id={course}")).GetProperty("items").EnumerateArray()
            .ToDictionary(assessment => assessment.GetProperty("title").GetString()!, assessment => assessment.Id());

    private static IEnumerable<Guid> Ids(JsonElement attempt) =>
        attempt.GetProperty("questions").EnumerateArray().Select(question => Papers.QuestionId(question.GetProperty("question")));

    private static string Address(JsonElement attempt) =>
        Papers.Asked(attempt, "picture").GetProperty("stem").GetProperty("text").GetString()!.Split('"')[1];
}
