using LearningPlatform.ApiTests.Files;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning.Labs;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Learning;

/// <summary>Evidence files in the storage, and how they go when their lab does.</summary>
public sealed class LabFilesTests(StoresFixture stores, SharedApi shared) : FileTest(stores, shared), IClassFixture<SharedApi>
{
    [Theory]
    [InlineData("labs/{lab}")]
    [InlineData("courses/{course}")]
    public async Task Evidence_goes_with_its_lab_and_with_the_labs_course_and_others_stays(string deleted)
    {
        var (owner, course, lab, student) = await ClassAsync();
        var (_, _, otherLab, otherStudent) = await ClassAsync();
        var handedIn = await HandInAsync(student, lab);
        var kept = await HandInAsync(otherStudent, otherLab);
        var unused = await UploadAsync(student, "submission", "notes.txt", "text/plain", "not handed in"u8.ToArray());

        var path = deleted.Replace("{lab}", lab.Id().ToString(), StringComparison.Ordinal).Replace("{course}", course.ToString(), StringComparison.Ordinal);
        (await owner.Client.DeleteAsync(new Uri($"/api/v1/{path}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await RunAsync();

        (await ObjectAsync(Buckets.Submissions, handedIn)).ShouldBeNull();
        (await student.Client.GetAsync($"/api/v1/uploads/{handedIn}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ObjectAsync(Buckets.Submissions, kept)).ShouldNotBeNull();
        (await ObjectAsync(Buckets.Submissions, unused)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Nothing_stays_behind_when_the_Api_dies_after_the_deletion_or_a_hand_in_was_on_its_way()
    {
        var (_, _, lab, student) = await ClassAsync();
        var handedIn = await HandInAsync(student, lab);
        var onItsWay = await UploadAsync(student, "submission", "late.txt", "text/plain", "late"u8.ToArray());

        // The commit, and nothing after it.
        await ExecuteAsync("delete from labs where id = $1", lab.Id());
        (await Uploads.ClaimAsync(onItsWay, student.Id, UploadPurpose.Submission, lab.Id(), CancellationToken.None)).Failure.ShouldBeNull();
        (await ObjectAsync(Buckets.Submissions, handedIn)).ShouldNotBeNull();
        await RunAsync();
        (await ObjectAsync(Buckets.Submissions, handedIn)).ShouldBeNull();
        (await ObjectAsync(Buckets.Submissions, onItsWay)).ShouldBeNull();

        // A claim that comes even later is found by the note, which is kept for a day.
        var later = await UploadAsync(student, "submission", "later.txt", "text/plain", "later"u8.ToArray());
        (await Uploads.ClaimAsync(later, student.Id, UploadPurpose.Submission, lab.Id(), CancellationToken.None)).Failure.ShouldBeNull();
        await RunAsync();
        (await ObjectAsync(Buckets.Submissions, later)).ShouldBeNull();
        await ExecuteAsync("update removed_labs set removed_at = removed_at - interval '25 hours' where lab_id = $1", lab.Id());
        await RunAsync();
        (await Api.Database.CountAsync("select count(*) from removed_labs where lab_id = $1", lab.Id())).ShouldBe(0);
    }

    private Task RunAsync() => Api.Services.GetRequiredService<LabFiles>().RemoveOrphansAsync(CancellationToken.None);

    private async Task<(Person Owner, Guid Course, JsonElement Lab, Person Student)> ClassAsync()
    {
        var (owner, student) = (await Api.SignInAsAsync(Role.Instructor), await Api.SignInAsAsync(Role.Student));
        var course = await ApiTest.CreateCourseAsync(owner.Client);
        var lab = await (await owner.Client.PostAsJsonAsync("/api/v1/labs", new
        {
            course_id = course,
            title = "Draw it",
            steps = new object[] { new { title = "The drawing", evidence = "file" } },
            verification = "instructor",
        })).DataAsync();
        await student.Client.PostAsync(new Uri($"/api/v1/courses/{course}/enroll", UriKind.Relative), null);
        return (owner, course, lab, student);
    }

    private static async Task<Guid> HandInAsync(Person student, JsonElement lab)
    {
        var file = await UploadAsync(student, "submission", "drawing.txt", "text/plain", "a drawing"u8.ToArray());
        var evidence = new[] { new { step_id = lab.GetProperty("steps")[0].Id(), upload_ids = new[] { file } } };
        await (await student.Client.PostAsJsonAsync($"/api/v1/labs/{lab.Id()}/complete", new { evidence })).DataAsync();
        return file;
    }

    private async Task ExecuteAsync(string sql, Guid id)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync();
    }
}
