using System.Text;
using System.Text.Json.Nodes;
using LearningPlatform.ApiTests.Catalog;
using LearningPlatform.Core.Identity;
using static LearningPlatform.ApiTests.Catalog.CourseZip;

namespace LearningPlatform.ApiTests.Assessments;

/// <summary>Assessments and their questions go along in a course's archive and in its duplicates.</summary>
public sealed class AssessmentArchiveTests(SharedApi shared) : AuthoringTest(shared)
{
    private const string Secret = "xyzzy-secret";
    private const string Dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const string NotDrawn = "not drawn by anything";

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

    [Fact]
    public async Task Hostile_sections_are_refused_and_leave_nothing()
    {
        var papers = await FullAsync();
        var good = await ExportAsync(papers.Teacher, papers.Course);
        var mallory = await InstructorAsync();
        var taken = new List<string>();
        foreach (var (name, change) in Hostile())
        {
            var answer = await ImportAsync(
                mallory, Changed(good, entries => entries[Json] = change(Encoding.UTF8.GetString(entries[Json]))));
            if (answer.StatusCode != HttpStatusCode.BadRequest)
            {
                taken.Add($"{name}: {(int)answer.StatusCode}");
            }
        }

        taken.ShouldBeEmpty();

        foreach (var table in (string[])["courses where instructor_id", "question_banks where owner_id", "uploads where user_id"])
        {
            (await CountAsync($"select count(*) from {table} = $1", mallory.Id)).ShouldBe(0, table);
        }

        (await ImportAsync(mallory, good)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private static IEnumerable<(string Name, Func<string, byte[]> Change)> Hostile()
    {
        yield return ("a list", Edited(parts => parts["assessments"] = new JsonArray()));
        yield return ("a text", Edited(parts => parts["assessments"] = "x"));
        yield return ("nothing in it", Edited(parts => parts["assessments"] = new JsonObject()));
        yield return ("unknown member", Part(part => part["evil"] = 1));
        yield return ("null bank", Part(part => Banks(part).Add(null)));
        yield return ("null question", Part(part => Questions(part).Add(null)));
        yield return ("null item", Part(part => Items(part).Add(null)));
        yield return ("one bank twice", Part(part => Banks(part).Add(Banks(part)[0]!.DeepClone())));
        yield return ("one question twice", Part(part => Questions(part).Add(Questions(part)[0]!.DeepClone())));
        yield return ("no banks for the items", Part(part => part["banks"] = new JsonArray()));
        yield return ("a question from outside", Part(part => Items(part)[0]!["question_id"] = Guid.NewGuid().ToString()));
        yield return ("a question twice in an assessment", Part(part => Items(part).Add(Items(part)[0]!.DeepClone())));
        yield return ("a bank from outside", Part(part => Items(part, 1)[0]!["bank_id"] = Guid.NewGuid().ToString()));
        yield return ("a question and a pool at once", Part(part => Items(part)[0]!["draw"] = 3));
        yield return ("a huge draw", Part(part => Items(part, 1)[0]!["draw"] = 100_000));
        yield return ("huge points", Part(part => Items(part)[0]!["points"] = 1e9));
        yield return ("points beyond a decimal", Part(part => Items(part)[0]!["points"] = JsonNode.Parse("1e400")));
        yield return ("too many items", Part(part => Fill(Items(part, 1), 501)));
        yield return ("a question without a kind", Part(part => Body(part).Remove("kind")));
        yield return ("a question of an unknown kind", Part(part => Body(part)["kind"] = "riddle"));
        yield return ("a choice without options", Part(part => Body(part)["options"] = new JsonArray()));
        yield return ("a huge fraction", Part(part => Body(part)["options"]![0]!["fraction"] = 7));
        yield return ("huge points of a question", Part(part => Content(part)["points"] = 1e9));
        yield return ("an endless stem", Part(part => Content(part)["stem"]!["text"] = new string('x', 60_000)));
        yield return ("an unknown format", Part(part => Content(part)["stem"]!["format"] = "script"));
        yield return ("an endless category", Part(part => Questions(part)[0]!["category"] = new string('x', 2_000)));
        yield return ("too many questions", Part(part => Fill(Questions(part), 50_001)));
        yield return ("a file that is not there", Part(part => Banks(part)[0]!["files"] = new JsonArray(Guid.NewGuid().ToString())));
        yield return ("a bank without its files", Part(part => Banks(part)[0]!.AsObject().Remove("files")));
        yield return ("an endless title", Part(part => Settings(part)["title"] = new string('x', 300)));
        yield return ("no title", Part(part => Settings(part).Remove("title")));
        yield return ("a pass mark of 400 %", Part(part => Settings(part)["pass_mark"] = 400));
        yield return ("a time limit below 0", Part(part => Settings(part)["time_limit_seconds"] = -1));
        yield return ("shown after a close that never comes", Part(part => Settings(part).Remove("closes_at")));
        yield return ("closed before it opens", Part(part => Settings(part)["closes_at"] = "1999-01-01T00:00:00Z"));
        yield return ("closed when time ends", Part(part => Settings(part)["closes_at"] = "9999-12-31T23:59:59Z"));
        yield return ("half a surrogate pair", Texted(Secret, "\\ud800"));
        yield return ("one name twice", Texted("\"banks\":[", "\"banks\":[],\"banks\":["));
        yield return ("nul", Texted(Secret, "\\u0000"));

        static Func<string, byte[]> Texted(string old, string text) =>
            json => Encoding.UTF8.GetBytes(json.Replace(old, text, StringComparison.Ordinal));

        static Func<string, byte[]> Edited(Action<JsonObject> change) => json =>
        {
            var course = JsonNode.Parse(json)!;
            change(course["parts"]!.AsObject());
            return Encoding.UTF8.GetBytes(course.ToJsonString());
        };

        static Func<string, byte[]> Part(Action<JsonObject> change) => Edited(parts => change(parts["assessments"]!.AsObject()));

        static JsonArray Banks(JsonObject part) => part["banks"]!.AsArray();

        static JsonArray Questions(JsonObject part) => Banks(part)[0]!["questions"]!.AsArray();

        static JsonObject Content(JsonObject part) => Questions(part)[0]!["content"]!.AsObject();

        static JsonObject Body(JsonObject part) => Content(part)["body"]!.AsObject();

        static JsonArray Items(JsonObject part, int assessment = 0) => part["assessments"]![assessment]!["items"]!.AsArray();

        static JsonObject Settings(JsonObject part) => part["assessments"]![0]!["content"]!.AsObject();

        static void Fill(JsonArray list, int count)
        {
            for (var number = list.Count; number < count; number++)
            {
                var next = list[0]!.DeepClone().AsObject();
                if (next.ContainsKey("id"))
                {
                    next["id"] = Guid.NewGuid().ToString();
                }

                list.Add((JsonNode)next);
            }
        }
    }

    /// <summary>
    /// A course with a lesson for the assessment "Every kind", which has a question of every kind and one with a picture, and the draft
    /// "Pools", which draws from the course's bank and from some of its author's own.
    /// </summary>
    private async Task<Papers> FullAsync()
    {
        var papers = await Papers.StartAsync(Api);
        var items = new List<object>();
        foreach (var question in Papers.EveryKind(Secret).Values)
        {
            items.Add(new { question_id = (await papers.QuestionAsync(question)).Id() });
        }

        items.Add(new { question_id = await PictureAsync(papers), points = 2 });
        var everyKind = await papers.AssessmentAsync(
            [.. items],
            ("title", "Every kind"), ("instructions", "Take *time*."), ("pass_mark", 62.5), ("attempts_limit", 3),
            ("time_limit_seconds", 900), ("grace_seconds", 7), ("opens_at", "2020-02-03T04:05:06.789Z"),
            ("closes_at", "2100-01-01T00:00:00Z"), ("shuffle_questions", true),
            ("shuffle_answers", false), ("show_feedback", "never"), ("show_answers", "after_close"), ("scoring", "average"));

        var own = (await (await papers.Teacher.Client.PostAsJsonAsync("/api/v1/question-banks", new { title = "Own" })).DataAsync()).Id();
        var drawn = await OwnAsync("own bank 1", "Routing/BGP", "core");
        await OwnAsync("own bank 2", "Routing", "core", "new");
        await OwnAsync(NotDrawn, "Routing", "new");
        await papers.AssessmentAsync(
            [
                new { bank_id = own, category = "Routing", tags = new[] { "core" }, draw = 2, points = 1.25 },
                new { bank_id = papers.Bank, draw = 3 },
                new { question_id = drawn },
            ],
            ("title", "Pools"), ("status", "draft"));

        var module = await ModuleAsync(papers.Teacher, papers.Course, "One");
        await LessonAsync(
            papers.Teacher, papers.Course, module, "test", new { title = "test", kind = "assessment", activity_id = everyKind });
        await PublishAsync(papers.Teacher, papers.Course);
        return papers;

        async Task<Guid> OwnAsync(string stem, string category, params string[] tags)
        {
            var body = new { kind = "true_false", answer = true };
            var answer = await papers.Teacher.Client.PostAsJsonAsync(
                $"/api/v1/question-banks/{own}/questions", new { name = stem, stem = Papers.Text(stem), category, tags, body });
            return (await answer.DataAsync()).Id();
        }
    }

    /// <summary>A question with a picture in its text.</summary>
    private static async Task<Guid> PictureAsync(Papers papers)
    {
        var file = new StringContent(
            $"""
            <quiz><question type="shortanswer"><name><text>Dot</text></name><questiontext format="html">
            <text><![CDATA[picture: <img src="@@PLUGINFILE@@/dot.png">]]></text>
            <file name="dot.png" encoding="base64">{Dot}</file></questiontext>
            <answer fraction="100"><text>dot</text></answer></question></quiz>
            """);
        var report = await (await papers.Teacher.Client.PostAsync($"/api/v1/assessments/import?bank_id={papers.Bank}", file)).DataAsync();
        return report.GetProperty("questions")[0].Id();
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

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
