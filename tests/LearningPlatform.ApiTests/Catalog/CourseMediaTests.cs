using System.Net.Http.Headers;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Catalog;

/// <summary>Media of lessons: who may put them in, who may read them, and that they stay.</summary>
public sealed class CourseMediaTests(SharedApi shared) : AuthoringTest(shared)
{
    [Fact]
    public async Task A_medium_is_read_by_those_who_may_read_its_lesson()
    {
        var (author, learner, stranger) = (await InstructorAsync(), await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));
        var medium = await MediumAsync(author);
        var course = await CourseAsync(author);
        var module = await ModuleAsync(author, course, "One");
        await LessonAsync(author, course, module, "a", new { title = "a", kind = "file", media_id = medium });
        await learner.Client.PostAsync($"/api/v1/courses/{course}/enroll", null);

        (await StatusAsync(learner.Client, medium)).ShouldBe(HttpStatusCode.NotFound, "the lesson is not published yet");
        await PublishAsync(author, course);
        (await StatusAsync(learner.Client, medium)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(author.Client, medium)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(Admin, medium)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(stranger.Client, medium)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync((await InstructorAsync()).Client, medium)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(Api.Stranger(), medium)).ShouldBe(HttpStatusCode.Unauthorized);

        await SendAsync(
            author.Client, HttpMethod.Put, $"/courses/{course}/modules/{module}", new { title = "One", release_at = "2100-01-01T00:00:00Z" });
        await PublishAsync(author, course);
        (await StatusAsync(learner.Client, medium)).ShouldBe(HttpStatusCode.NotFound, "the module is not open yet");
    }

    [Fact]
    public async Task Only_ones_own_media_go_into_a_course_and_stay_while_it_has_them()
    {
        var (author, other) = (await InstructorAsync(), await InstructorAsync());
        var medium = await MediumAsync(author);
        var (course, modules, _) = await OutlinedAsync(other);

        (await (await SendAsync(other.Client, HttpMethod.Post, $"/courses/{course}/modules/{modules[0]}/lessons", new { title = "stolen", media_id = medium }))
            .ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED");

        var own = await CourseAsync(author);
        await LessonAsync(author, own, await ModuleAsync(author, own, "One"), "a", new { title = "a", media_id = medium });
        (await (await author.Client.DeleteAsync($"/api/v1/uploads/{medium}")).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("UPLOAD_IN_USE");
        (await GetAsync(author.Client, $"/uploads/{medium}")).GetProperty("expires_at").ValueKind.ShouldBe(JsonValueKind.Null);
        (await author.Client.DeleteAsync($"/api/v1/courses/{own}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await author.Client.DeleteAsync($"/api/v1/uploads/{medium}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    internal static async Task<Guid> MediumAsync(Person author, string text = "%PDF-1.7 slides")
    {
        ArgumentNullException.ThrowIfNull(author);
        var file = new ByteArrayContent(System.Text.Encoding.ASCII.GetBytes(text));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var form = new MultipartFormDataContent { { file, "file", "slides.pdf" } };
        return (await (await author.Client.PostAsync("/api/v1/media/upload", form)).DataAsync()).Id();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, Guid medium) =>
        (await client.GetAsync($"/api/v1/media/{medium}/url")).StatusCode;
}
