namespace LearningPlatform.AppTests;

/// <summary>From an outline to a certificate: a learner's whole way over HTTP, and an instructor's beside it, against everything.</summary>
public sealed class WholeWayTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    private const string Password = "correct horse battery staple";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_learner_registers_learns_is_tested_and_certified_while_an_instructor_teaches()
    {
        using var admin = await platform.AdminAsync();
        using var instructor = await InstructorAsync(admin);
        var course = await CourseAsync(instructor);
        var lab = await LabAsync(instructor, course);
        var (assessment, question, answer) = await AssessmentAsync(instructor, course);
        var lessons = await OutlineAsync(instructor, course, lab.Id(), assessment);
        await PostAsync(instructor, $"courses/{course}/publish");

        using var learner = await RegisterAsync("Grace");
        (await learner.GetAsync(Path($"courses/{course}/progress"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await PostAsync(learner, $"courses/{course}/enroll");
        // The second module is closed until the first is complete.
        (await ContentsAsync(learner, course)).ShouldBe(["Nodes and edges.", "", null]);
        (await learner.PostAsJsonAsync(Path($"labs/{lab.Id()}/complete"), Evidence(lab))).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        await PostAsync(learner, $"courses/{course}/lessons/{lessons[0]}/progress", new { time_spent = 5 });
        await PostAsync(learner, $"courses/{course}/lessons/{lessons[0]}/complete");
        var byHand = await learner.PostAsync(Path($"courses/{course}/lessons/{lessons[1]}/complete"), null);
        byHand.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await TakeAsync(learner, assessment, question, answer);
        await UntilAsync(async () => (await ContentsAsync(learner, course))[2] == "Three nodes.");

        var attempt = await PostAsync(learner, $"labs/{lab.Id()}/complete", Evidence(lab));
        (await RosterAsync(instructor, course)).GetProperty("percentage").GetInt32().ShouldBe(66);
        await instructor.PutAsJsonAsync(
            Path($"labs/{lab.Id()}/attempts/{attempt.Id()}/review"), new { accepted = true, score = 90, feedback = "Well done." });

        await UntilAsync(async () => (await RosterAsync(instructor, course)).GetProperty("completed_at").ValueKind == JsonValueKind.String);
        var progress = await GetAsync(learner, $"courses/{course}/progress");
        progress.GetProperty("percentage").GetInt32().ShouldBe(100);
        progress.GetProperty("score").GetDecimal().ShouldBe(95);
        // Three lessons, two modules, an assessment, a lab, the course.
        await UntilAsync(async () => (await GetAsync(learner, "auth/xp")).GetProperty("xp").GetInt64() == 30 + 100 + 100 + 75 + 250);
        await UntilAsync(async () => (await GetAsync(learner, "users/skills")).GetProperty("items").GetArrayLength() == 2);
        await UntilAsync(async () => (await GetAsync(learner, "certificates")).GetProperty("items").GetArrayLength() == 1);
        await CertificateHoldsAsync(learner);
        var csv = await instructor.GetStringAsync(Path($"courses/{course}/roster.csv"));
        csv.ShouldContain(",100,95");
    }

    private static async Task<Guid> CourseAsync(HttpClient instructor) => (await PostAsync(instructor, "courses", new
    {
        title = "Graphs",
        description = "From nodes to networks.",
        difficulty = "beginner",
        skills = new[] { "graphs" },
        status = "draft",
    })).Id();

    private static Task<JsonElement> LabAsync(HttpClient instructor, Guid course) => PostAsync(instructor, "labs", new
    {
        course_id = course,
        title = "A graph of your own",
        steps = new object[] { new { title = "Draw it", evidence = "text" } },
        verification = "instructor",
        skills = new[] { "drawing" },
    });

    private static async Task<(Guid Assessment, Guid Question, Guid Answer)> AssessmentAsync(HttpClient instructor, Guid course)
    {
        var bank = (await PostAsync(instructor, "question-banks", new { title = "Graphs", course_id = course })).Id();
        var (right, wrong) = (Guid.NewGuid(), Guid.NewGuid());
        var question = (await PostAsync(instructor, $"question-banks/{bank}/questions", new
        {
            category = "Basics",
            name = "Edges",
            stem = new { text = "An edge joins…", format = "plain" },
            body = new
            {
                kind = "single_choice",
                options = new object[]
                {
                    new { id = right, text = new { text = "two nodes", format = "plain" }, fraction = 1 },
                    new { id = wrong, text = new { text = "two edges", format = "plain" }, fraction = 0 },
                },
                shuffle = true,
            },
            points = 1,
        })).Id();
        object[] items = [new { question_id = question }];
        var assessment = (await PostAsync(instructor, "assessments", new { course_id = course, title = "Edges", items })).Id();
        return (assessment, question, right);
    }

    /// <summary>A module to read and be tested on, and one with the lab that opens after it.</summary>
    private static async Task<Guid[]> OutlineAsync(HttpClient instructor, Guid course, Guid lab, Guid assessment)
    {
        var first = (await PostAsync(instructor, $"courses/{course}/modules", new { title = "Basics" })).Id();
        var practice = new { title = "Practice", prerequisites = new[] { first } };
        var second = (await PostAsync(instructor, $"courses/{course}/modules", practice)).Id();
        return
        [
            await LessonAsync(first, new { title = "Words", content = "Nodes and edges." }),
            await LessonAsync(first, new { title = "Test", kind = "assessment", activity_id = assessment }),
            await LessonAsync(second, new { title = "Lab", kind = "lab", content = "Three nodes.", activity_id = lab }),
        ];

        async Task<Guid> LessonAsync(Guid module, object lesson) =>
            (await PostAsync(instructor, $"courses/{course}/modules/{module}/lessons", lesson)).Id();
    }

    private static async Task TakeAsync(HttpClient learner, Guid assessment, Guid question, Guid answer)
    {
        var paper = await PostAsync(learner, $"assessments/{assessment}/attempts");
        paper.ToString().ShouldNotContain("fraction", customMessage: "answers never leave the server before they may");
        await PostAsync(learner, $"assessments/{assessment}/submit", new
        {
            attempt_id = paper.GetProperty("attempt").Id(),
            answers = new Dictionary<string, object>(StringComparer.Ordinal) { [question.ToString()] = new { option_id = answer } },
        });
    }

    private async Task CertificateHoldsAsync(HttpClient learner)
    {
        var certificate = (await GetAsync(learner, "certificates")).GetProperty("items")[0];
        using var anybody = platform.App.CreateHttpClient("api");
        var verified = await GetAsync(anybody, $"certificates/verify/{certificate.GetProperty("code").GetString()}");
        verified.GetProperty("status").GetString().ShouldBe("valid");
        var pdf = await learner.GetByteArrayAsync(Path($"certificates/{certificate.Id()}/pdf"));
        pdf.AsSpan().StartsWith("%PDF-"u8).ShouldBeTrue();
    }

    private async Task<HttpClient> InstructorAsync(HttpClient admin)
    {
        using var person = await RegisterAsync("Ada");
        var id = (await GetAsync(person, "users/profile")).Id();
        (await admin.PutAsJsonAsync(Path($"users/{id}/roles"), new { role = "instructor" })).EnsureSuccessStatusCode();
        return await SignInAsync("ada@example.com");
    }

    /// <summary>Registers, proves the address by the mail's link, and signs in.</summary>
    private async Task<HttpClient> RegisterAsync(string name)
    {
        using var anybody = platform.App.CreateHttpClient("api");
        var email = $"{name.ToLowerInvariant()}@example.com";
        var registered = await anybody.PostAsJsonAsync(
            Path("auth/register"), new { email, password = Password, first_name = name, last_name = "Test" });
        registered.EnsureSuccessStatusCode();
        var mails = await anybody.GetFromJsonAsync<JsonElement>(new Uri($"/dev/mailbox?to={email}", UriKind.Relative));
        var link = mails[0].GetProperty("links")[0].GetString()!;
        var token = link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..];
        (await anybody.PostAsJsonAsync(Path("auth/verify-email"), new { token })).EnsureSuccessStatusCode();
        return await SignInAsync(email);
    }

    private async Task<HttpClient> SignInAsync(string email)
    {
        var client = platform.App.CreateHttpClient("api");
        var session = await (await client.PostAsJsonAsync(Path("auth/login"), new { email, password = Password })).DataAsync();
        client.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("access_token").GetString());
        return client;
    }

    private static object Evidence(JsonElement lab) =>
        new { evidence = new[] { new { step_id = lab.GetProperty("steps")[0].Id(), text = "a - b - c" } } };

    private static async Task<List<string?>> ContentsAsync(HttpClient client, Guid course) =>
        [.. (await GetAsync(client, $"courses/{course}")).GetProperty("modules").EnumerateArray()
            .SelectMany(module => module.GetProperty("lessons").EnumerateArray())
            .Select(lesson => lesson.GetProperty("content").GetString())];

    private static async Task<JsonElement> RosterAsync(HttpClient instructor, Guid course) =>
        (await GetAsync(instructor, $"courses/{course}/roster")).GetProperty("items")[0];

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) =>
        await (await client.GetAsync(Path(path))).DataAsync();

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object? body = null) =>
        await (await client.PostAsync(Path(path), body is null ? null : JsonContent.Create(body))).DataAsync();

    private static Uri Path(string path) => new($"/api/v1/{path}", UriKind.Relative);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), timeout.Token);
        }
    }
}
