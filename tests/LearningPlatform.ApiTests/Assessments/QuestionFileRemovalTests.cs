using LearningPlatform.ApiTests.Files;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Assessments;

/// <summary>The bytes of what questions show go with the last thing that has them.</summary>
public sealed class QuestionFileRemovalTests(StoresFixture stores, SharedApi shared) : FileTest(stores, shared), IClassFixture<SharedApi>
{
    private const string Dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public async Task The_bytes_go_when_the_bank_is_deleted()
    {
        var (teacher, course, bank) = await BankAsync();
        var upload = await UploadOfAsync(bank);
        (await CleanedObjectAsync(upload)).ShouldNotBeNull("the bank has it");

        (await teacher.Client.DeleteAsync($"/api/v1/question-banks/{bank}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await CleanedObjectAsync(upload)).ShouldBeNull();
        (await Uploads.FindAsync(upload, CancellationToken.None)).ShouldBeNull();
        (await teacher.Client.GetAsync($"/api/v1/courses/{course}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_bytes_go_when_the_course_is_deleted()
    {
        var (teacher, course, bank) = await BankAsync();
        var upload = await UploadOfAsync(bank);

        (await teacher.Client.DeleteAsync($"/api/v1/courses/{course}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await CleanedObjectAsync(upload)).ShouldBeNull();
    }

    [Fact]
    public async Task The_bytes_stay_as_long_as_a_duplicate_has_them()
    {
        var (teacher, course, bank) = await BankAsync();
        var upload = await UploadOfAsync(bank);
        var copy = (await (await teacher.Client.PostAsync($"/api/v1/courses/{course}/duplicate", null)).DataAsync()).Id();

        (await teacher.Client.DeleteAsync($"/api/v1/question-banks/{bank}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await CleanedObjectAsync(upload)).ShouldNotBeNull();

        var copied = (await (await teacher.Client.GetAsync($"/api/v1/question-banks?course_id={copy}")).DataAsync())
            .GetProperty("items")[0].Id();
        (await UploadOfAsync(copied)).ShouldBe(upload, "the bytes are stored once");
        (await teacher.Client.DeleteAsync($"/api/v1/question-banks/{copied}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await CleanedObjectAsync(upload)).ShouldBeNull();
    }

    private async Task<(Person Teacher, Guid Course, Guid Bank)> BankAsync()
    {
        var teacher = await Api.SignInAsAsync(Role.Instructor);
        var course = await ApiTest.CreateCourseAsync(teacher.Client);
        var file = new StringContent(
            $"""
            <quiz><question type="essay"><name><text>Dot</text></name><questiontext format="html">
            <text><![CDATA[<img src="@@PLUGINFILE@@/dot.png">]]></text><file name="dot.png" encoding="base64">{Dot}</file>
            </questiontext></question></quiz>
            """);
        var report = await (await teacher.Client.PostAsync($"/api/v1/assessments/import?course_id={course}", file)).DataAsync();
        return (teacher, course, report.GetProperty("bank_id").GetGuid());
    }

    private async Task<Guid> UploadOfAsync(Guid bank)
    {
        await using var command = Api.Database.CreateCommand("select upload_id from question_files where bank_id = $1");
        command.Parameters.Add(new() { Value = bank });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What the store has of it after the job that Workers run.</summary>
    private async Task<ObjectInfo?> CleanedObjectAsync(Guid upload)
    {
        await Api.Services.GetRequiredService<UploadCleanup>().RunAsync(CancellationToken.None);
        return await ObjectAsync(Buckets.Media, upload);
    }
}
