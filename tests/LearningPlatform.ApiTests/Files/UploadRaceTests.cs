using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Files;

/// <summary>Uploads that many complete at once, and the last room that many want at once.</summary>
public sealed class UploadRaceTests(StoresFixture stores, SharedApi shared) : FileTest(stores, shared), IClassFixture<SharedApi>
{
    [Fact]
    public async Task Completed_by_many_at_once_it_is_one_file()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var ticket = await BeginAsync(person, "material", "a.txt", "text/plain", 5);
        await PutAsync(ticket, "right"u8.ToArray());

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => CompleteAsync(person, ticket)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await ObjectAsync(Buckets.Materials, IdOf(ticket))).ShouldNotBeNull();
        (await ObjectAsync(Buckets.TempUploads, IdOf(ticket))).ShouldBeNull();
    }

    [Fact]
    public async Task Refused_by_many_at_once_it_is_gone()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var ticket = await BeginAsync(person, "material", "a.pdf", "application/pdf", 8);
        await PutAsync(ticket, "MZ\0\0\0\0\0\0"u8.ToArray());

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => CompleteAsync(person, ticket)));

        // Whoever comes when it is gone is told just that.
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.UnsupportedMediaType || answer.StatusCode == HttpStatusCode.NotFound);
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.UnsupportedMediaType);
        (await ObjectAsync(Buckets.Materials, IdOf(ticket))).ShouldBeNull();
        (await ObjectAsync(Buckets.TempUploads, IdOf(ticket))).ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_is_ready_stays_when_a_completion_that_read_other_bytes_comes_late()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var ticket = await BeginAsync(person, "material", "a.pdf", "application/pdf", 8);
        await PutAsync(ticket, "MZ\0\0\0\0\0\0"u8.ToArray());
        await using var held = await HeldRow.TakeAsync(Api.Database, "uploads", IdOf(ticket));
        var late = CompleteAsync(person, ticket);
        await held.IsWantedAsync();

        // Another one has found the right bytes meanwhile, and a material has got the file.
        await held.ChangeAsync(
            "update uploads set state = 'ready', sha256 = repeat('0', 64), completed_at = now(), expires_at = null, used_by = $1 where id = $1");
        await held.ReleaseAsync();

        (await (await late).DataAsync()).GetProperty("state").GetString().ShouldBe("ready");
        (await person.Client.GetAsync($"/api/v1/uploads/{IdOf(ticket)}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_many_announced_at_once_only_as_many_fit_as_there_is_room()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        const long size = 100 * 1024 * 1024;

        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(number => person.Client.PostAsJsonAsync(
            "/api/v1/uploads", new { purpose = "material", file_name = $"{number}.zip", content_type = "application/zip", size })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe((int)(UploadRules.QuotaOf(Role.Student) / size));
        (await answers.First(answer => answer.StatusCode != HttpStatusCode.Created).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("UPLOAD_QUOTA_EXCEEDED");
    }

    [Fact]
    public async Task The_last_byte_there_is_can_be_had_and_one_that_is_given_up_comes_back()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var most = UploadRules.Of(UploadPurpose.Material).MaxBytes;
        var left = UploadRules.QuotaOf(Role.Student);
        for (; left > most; left -= most)
        {
            await BeginAsync(person, "material", "a.zip", "application/zip", most);
        }

        (await AnnounceAsync(left + 1)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var last = await (await AnnounceAsync(left)).DataAsync();
        (await (await AnnounceAsync(1)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("UPLOAD_QUOTA_EXCEEDED");
        (await person.Client.DeleteAsync($"/api/v1/uploads/{IdOf(last)}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await AnnounceAsync(left)).StatusCode.ShouldBe(HttpStatusCode.Created);

        Task<HttpResponseMessage> AnnounceAsync(long size) => person.Client.PostAsJsonAsync(
            "/api/v1/uploads", new { purpose = "material", file_name = "a.zip", content_type = "application/zip", size });
    }
}
