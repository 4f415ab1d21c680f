using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Assessments;

/// <summary>A course with its teacher and a bank, and what tests need to make assessments in it. Fits any Api.</summary>
internal sealed class Papers
{
    private Papers(ApiFactory api, Person teacher, Guid course, Guid bank) => (Api, Teacher, Course, Bank) = (api, teacher, course, bank);

    public ApiFactory Api { get; }
    public Person Teacher { get; }
    public Guid Course { get; }
    public Guid Bank { get; }

    public static async Task<Papers> StartAsync(ApiFactory api)
    {
        var teacher = await api.SignInAsAsync(Role.Instructor);
        var course = (await (await teacher.Client.PostAsJsonAsync("/api/v1/courses", ApiTest.Course())).DataAsync()).Id();
        var bank = (await (await teacher.Client.PostAsJsonAsync(
            "/api/v1/question-banks", new { title = "Bank", course_id = course })).DataAsync()).Id();
        return new(api, teacher, course, bank);
    }

    /// <summary>Somebody who is enrolled.</summary>
    public async Task<Person> LearnerAsync()
    {
        var learner = await Api.SignInAsAsync(Role.Student);
        (await learner.Client.PostAsync($"/api/v1/courses/{Course}/enroll", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        return learner;
    }

    public async Task<JsonElement> QuestionAsync(object question) =>
        await (await Teacher.Client.PostAsJsonAsync($"/api/v1/question-banks/{Bank}/questions", question)).DataAsync();

    public async Task<Guid> AssessmentAsync(object[] items, params (string Field, object? Value)[] fields) =>
        (await (await Teacher.Client.PostAsJsonAsync("/api/v1/assessments", Assessment(items, fields))).DataAsync()).Id();

    public Dictionary<string, object?> Assessment(object[] items, params (string Field, object? Value)[] fields)
    {
        var assessment = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["course_id"] = Course,
            ["title"] = "Addresses",
            ["items"] = items,
        };
        foreach (var (field, value) in fields)
        {
            assessment[field] = value;
        }

        return assessment;
    }

    /// <summary>A question of every kind, full of words that no learner may read before the answers are shown.</summary>
    public static IReadOnlyDictionary<string, object> EveryKind(string secret) => new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["single_choice"] = Question("single_choice", secret, new
        {
            kind = "single_choice",
            options = new[] { Option("right one", 1, secret), Option("wrong one", 0, secret), Option("other one", -0.5, secret) },
        }),
        ["multiple_choice"] = Question("multiple_choice", secret, new
        {
            kind = "multiple_choice",
            options = new[] { Option("two", 0.5, secret), Option("three", 0.5, secret), Option("four", -1, secret) },
        }),
        ["true_false"] = Question("true_false", secret, new
        {
            kind = "true_false",
            answer = true,
            true_feedback = Text(secret),
            false_feedback = Text(secret),
        }),
        ["numeric"] = Question("numeric", secret, new
        {
            kind = "numeric",
            answers = new[] { new { value = 31337.5, tolerance = 0.25, feedback = Text(secret) } },
        }),
        ["short_answer"] = Question("short_answer", secret, new
        {
            kind = "short_answer",
            answers = new[] { new { text = secret, fraction = 1, feedback = Text(secret) } },
        }),
        ["matching"] = Question("matching", secret, new
        {
            kind = "matching",
            pairs = new[] { Pair("dog", "bark"), Pair("cat", "miaow"), Pair("cow", "moo") },
            distractors = new[] { "quack" },
        }),
        ["ordering"] = Question("ordering", secret, new
        {
            kind = "ordering",
            items = new[] { Item("one"), Item("two"), Item("three"), Item("four") },
        }),
        ["essay"] = Question("essay", secret, new
        {
            kind = "essay",
            rubric = new[] { new { description = "Structure", points = 2 }, new { description = "Sources", points = 3 } },
            grader_notes = Text(secret),
        }),
    };

    public static object Choice(string stem, params (string Text, double Fraction)[] options) => new
    {
        name = stem,
        stem = Text(stem),
        body = new { kind = "single_choice", options = options.Select(option => Option(option.Text, option.Fraction, null)) },
    };

    public static object Text(string text) => new { text };

    /// <summary>The question of an attempt with this text in its stem.</summary>
    public static JsonElement Asked(JsonElement attempt, string stem) => attempt.GetProperty("questions").EnumerateArray()
        .Select(question => question.GetProperty("question"))
        .Single(question => question.GetProperty("stem").GetProperty("text").GetString()!.StartsWith(stem, StringComparison.Ordinal));

    public static Guid QuestionId(JsonElement question) => question.GetProperty("question_id").GetGuid();

    public static Guid OptionId(JsonElement question, string text, string parts = "options") => question.GetProperty(parts).EnumerateArray()
        .Single(option => option.GetProperty("text").GetProperty("text").GetString() == text).Id();

    /// <summary>Answers with all the points to <see cref="EveryKind"/>; the essay waits for its grade.</summary>
    public static Dictionary<Guid, object?> RightAnswers(JsonElement attempt, string secret)
    {
        var (single, multiple, matching, ordering) =
            (Asked(attempt, "single"), Asked(attempt, "multiple"), Asked(attempt, "matching"), Asked(attempt, "ordering"));
        return new()
        {
            [QuestionId(single)] = new { option_id = OptionId(single, "right one") },
            [QuestionId(multiple)] = new { option_ids = new[] { OptionId(multiple, "two"), OptionId(multiple, "three") } },
            [QuestionId(Asked(attempt, "true_false"))] = new { value = true },
            [QuestionId(Asked(attempt, "numeric"))] = new { number = 31337.75 },
            [QuestionId(Asked(attempt, "short_answer"))] = new { text = $"  {secret.ToUpperInvariant()} " },
            [QuestionId(matching)] = new
            {
                matches = new Dictionary<Guid, string>
                {
                    [OptionId(matching, "dog", "prompts")] = "bark",
                    [OptionId(matching, "cat", "prompts")] = "miaow",
                    [OptionId(matching, "cow", "prompts")] = "moo",
                },
            },
            [QuestionId(ordering)] = new
            {
                item_ids = ((string[])["one", "two", "three", "four"]).Select(text => OptionId(ordering, text, "items")),
            },
            [QuestionId(Asked(attempt, "essay"))] = new { text = "It was a dark and stormy night." },
        };
    }

    private static object Question(string kind, string secret, object body) => new
    {
        name = $"{kind} {secret}",
        stem = Text($"{kind}: what is asked"),
        body,
        general_feedback = Text(secret),
        points = 2,
        tags = new[] { kind },
    };

    private static object Option(string text, double fraction, string? feedback) =>
        new { text = Text(text), fraction, feedback = feedback is null ? null : Text(feedback) };

    private static object Pair(string prompt, string match) => new { prompt = Text(prompt), match };

    private static object Item(string text) => new { text = Text(text) };
}
