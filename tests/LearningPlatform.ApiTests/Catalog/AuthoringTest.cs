using System.Net.Http.Headers;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Catalog;

/// <summary>What tests of authoring do.</summary>
[Collection(StoresCollection.Name)]
public abstract class AuthoringTest(SharedApi shared) : IClassFixture<SharedApi>
{
    protected ApiFactory Api => shared.Api;

    protected HttpClient Admin => shared.Admin;

    protected Task<Person> InstructorAsync() => Api.SignInAsAsync(Role.Instructor);

    protected static async Task<Guid> CourseAsync(Person author, string status = "published")
    {
        ArgumentNullException.ThrowIfNull(author);
        return (await (await author.Client.PostAsJsonAsync("/api/v1/courses", ApiTest.Course(("status", status)))).DataAsync()).Id();
    }

    protected static async Task<Guid> ModuleAsync(Person author, Guid course, string title, params Guid[] prerequisites)
    {
        ArgumentNullException.ThrowIfNull(author);
        return (await (await author.Client.PostAsJsonAsync($"/api/v1/courses/{course}/modules", new { title, prerequisites })).DataAsync()).Id();
    }

    protected static async Task<Guid> LessonAsync(Person author, Guid course, Guid module, string title, object? fields = null)
    {
        ArgumentNullException.ThrowIfNull(author);
        var answer = await author.Client.PostAsJsonAsync(
            $"/api/v1/courses/{course}/modules/{module}/lessons", fields ?? new { title, content = $"About *{title}*." });
        return (await answer.DataAsync()).Id();
    }

    /// <summary>A published course with the modules One and Two; One has the lessons a and b, Two has c.</summary>
    protected static async Task<(Guid Course, Guid[] Modules, Guid[] Lessons)> OutlinedAsync(Person author)
    {
        var course = await CourseAsync(author);
        var (one, two) = (await ModuleAsync(author, course, "One"), await ModuleAsync(author, course, "Two"));
        var lessons = new[]
        {
            await LessonAsync(author, course, one, "a"), await LessonAsync(author, course, one, "b"), await LessonAsync(author, course, two, "c"),
        };
        await PublishAsync(author, course);
        return (course, [one, two], lessons);
    }

    protected static async Task<JsonElement> PublishAsync(Person author, Guid course)
    {
        ArgumentNullException.ThrowIfNull(author);
        return await (await author.Client.PostAsync($"/api/v1/courses/{course}/publish", null)).DataAsync();
    }

    protected static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        ArgumentNullException.ThrowIfNull(client);
        return await (await client.GetAsync($"/api/v1{path}")).DataAsync();
    }

    protected static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, object? body, string? ifMatch = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        var request = new HttpRequestMessage(method, $"/api/v1{path}") { Content = body is null ? null : JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        }

        return client.SendAsync(request);
    }

    /// <summary>An outline's or a course's shape: <c>One(a,b) Two(c)</c>.</summary>
    protected static string Shape(JsonElement outline) => string.Join(' ', outline.GetProperty("modules").EnumerateArray().Select(module =>
        $"{module.GetProperty("title")}({string.Join(',', module.GetProperty("lessons").EnumerateArray().Select(lesson => lesson.GetProperty("title")))})"));
}
