using System.Security.Cryptography;
using System.Text;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Files;

/// <summary>Files from their announcement to their removal (document 2).</summary>
public sealed class UploadTests(StoresFixture stores, SharedApi shared) : FileTest(stores, shared), IClassFixture<SharedApi>
{
    [Fact]
    public async Task A_file_goes_straight_to_the_storage_is_checked_and_comes_back()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var bytes = Encoding.UTF8.GetBytes("# Notes\n");
        var ticket = await BeginAsync(person, "material", "Größe & notes.md", "text/markdown", bytes.Length, Convert.ToHexString(SHA256.HashData(bytes)));
        (await PutAsync(ticket, bytes)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var upload = await (await CompleteAsync(person, ticket)).DataAsync();

        upload.GetProperty("state").GetString().ShouldBe("ready");
        upload.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        (await ObjectAsync(Buckets.TempUploads, upload.Id())).ShouldBeNull();
        var link = (await Uploads.LinkAsync(upload.Id(), inline: true, CancellationToken.None)).Value;
        var download = await Storage.GetAsync(link.Url);
        (await download.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        download.Content.Headers.ContentType!.MediaType.ShouldBe("text/markdown");
        // Text is never shown in place, whoever asks for it.
        download.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        download.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("Größe & notes.md");
    }

    [Fact]
    public async Task The_signed_URL_takes_only_what_was_announced()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var ticket = await BeginAsync(person, "material", "a.txt", "text/plain", 5);

        (await PutAsync(ticket, "longer than that"u8.ToArray())).IsSuccessStatusCode.ShouldBeFalse();
        (await PutAsync(ticket, "<b/>?"u8.ToArray(), "text/html")).IsSuccessStatusCode.ShouldBeFalse();

        (await (await CompleteAsync(person, ticket)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("UPLOAD_NOT_RECEIVED");
        (await PutAsync(ticket, "right"u8.ToArray())).IsSuccessStatusCode.ShouldBeTrue();
        (await CompleteAsync(person, ticket)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("a.png", "image/png", "<!doctype html><script>alert(1)</script>", "CONTENT_TYPE_MISMATCH")]
    [InlineData("a.pdf", "application/pdf", "MZ\u0090\u0000 this program cannot be run", "CONTENT_TYPE_MISMATCH")]
    [InlineData("a.txt", "text/plain", "\u0000\u0001\u0002", "CONTENT_TYPE_MISMATCH")]
    public async Task What_is_not_as_declared_is_refused_and_gone(string name, string type, string content, string code)
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var bytes = Encoding.Latin1.GetBytes(content);
        var ticket = await BeginAsync(person, "material", name, type, bytes.Length);
        await PutAsync(ticket, bytes);

        (await (await CompleteAsync(person, ticket)).ErrorAsync(HttpStatusCode.UnsupportedMediaType)).ShouldBe(code);

        (await ObjectAsync(Buckets.TempUploads, IdOf(ticket))).ShouldBeNull();
        (await (await person.Client.GetAsync($"/api/v1/uploads/{IdOf(ticket)}")).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("UPLOAD_NOT_FOUND");
    }

    [Fact]
    public async Task Another_hash_than_the_declared_one_is_refused()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var ticket = await BeginAsync(person, "material", "a.txt", "text/plain", 5, new string('0', 64));
        await PutAsync(ticket, "right"u8.ToArray());

        (await (await CompleteAsync(person, ticket)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("UPLOAD_HASH_MISMATCH");
    }

    [Theory]
    [InlineData("material", "page.html", "text/html", 10, HttpStatusCode.UnsupportedMediaType, "CONTENT_TYPE_NOT_ALLOWED")]
    [InlineData("material", "drawing.svg", "image/svg+xml", 10, HttpStatusCode.UnsupportedMediaType, "CONTENT_TYPE_NOT_ALLOWED")]
    [InlineData("avatar", "me.gif", "image/gif", 10, HttpStatusCode.UnsupportedMediaType, "CONTENT_TYPE_NOT_ALLOWED")]
    [InlineData("avatar", "me.png", "image/png", 6_000_000, HttpStatusCode.RequestEntityTooLarge, "UPLOAD_TOO_LARGE")]
    [InlineData("material", "../etc/passwd", "text/plain", 10, HttpStatusCode.BadRequest, "VALIDATION_FAILED")]
    [InlineData("material", "gpj\u202eexe.txt", "text/plain", 10, HttpStatusCode.BadRequest, "VALIDATION_FAILED")]
    [InlineData("material", "a.txt", "text/plain", 0, HttpStatusCode.BadRequest, "VALIDATION_FAILED")]
    [InlineData("homework", "a.txt", "text/plain", 10, HttpStatusCode.BadRequest, "VALIDATION_FAILED")]
    public async Task What_no_purpose_takes_is_refused_at_once(
        string purpose, string name, string type, long size, HttpStatusCode status, string code)
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var answer = await person.Client.PostAsJsonAsync(
            "/api/v1/uploads", new { purpose, file_name = name, content_type = type, size });

        (await answer.ErrorAsync(status)).ShouldBe(code);
    }

    [Fact]
    public async Task A_file_is_claimed_by_one_thing_only_and_stays_while_it_is_used()
    {
        var (person, other) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));
        var id = await UploadAsync(person, "material", "a.txt", "text/plain", "right"u8.ToArray());
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        (await Uploads.ClaimAsync(id, other.Id, UploadPurpose.Material, first, CancellationToken.None)).Failure.ShouldBe(UploadFailures.NotFound);
        (await Uploads.ClaimAsync(id, person.Id, UploadPurpose.Submission, first, CancellationToken.None)).Failure.ShouldBe(UploadFailures.WrongPurpose);
        (await Uploads.ClaimAsync(id, person.Id, UploadPurpose.Material, first, CancellationToken.None)).Value.UsedBy.ShouldBe(first);
        (await Uploads.ClaimAsync(id, person.Id, UploadPurpose.Material, first, CancellationToken.None)).Failure.ShouldBeNull();
        (await Uploads.ClaimAsync(id, person.Id, UploadPurpose.Material, second, CancellationToken.None)).Failure.ShouldBe(UploadFailures.InUse);

        (await (await person.Client.DeleteAsync($"/api/v1/uploads/{id}")).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("UPLOAD_IN_USE");
        (await Uploads.DeleteAsync(id, CancellationToken.None)).ShouldBeNull();
        (await ObjectAsync(Buckets.Materials, id)).ShouldBeNull();
    }

    [Fact]
    public async Task Uploads_are_their_owners_alone()
    {
        var (person, other) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Instructor));
        var id = await UploadAsync(person, "material", "a.txt", "text/plain", "right"u8.ToArray());
        (HttpMethod Method, string Path)[] routes =
        [
            (HttpMethod.Get, $"/api/v1/uploads/{id}"), (HttpMethod.Post, $"/api/v1/uploads/{id}/complete"), (HttpMethod.Delete, $"/api/v1/uploads/{id}"),
        ];
        foreach (var (method, path) in routes)
        {
            (await other.Client.SendAsync(new(method, path))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await Api.Stranger().SendAsync(new(method, path))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        // A material is no medium, even for its owner.
        (await (await person.Client.GetAsync($"/api/v1/media/{id}/url")).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("MEDIA_NOT_FOUND");
        (await person.Client.DeleteAsync($"/api/v1/uploads/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ObjectAsync(Buckets.Materials, id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_small_medium_comes_by_form_and_is_shown_in_place()
    {
        var person = await Api.SignInAsAsync(Role.Instructor);
        var pdf = "%PDF-1.7 a page"u8.ToArray();

        var id = (await (await FormAsync(person, "slides.pdf", "application/pdf", pdf)).DataAsync()).Id();

        var link = await (await person.Client.GetAsync($"/api/v1/media/{id}/url")).DataAsync();
        var shown = await Storage.GetAsync(new Uri(link.GetProperty("url").GetString()!));
        shown.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
        (await shown.Content.ReadAsByteArrayAsync()).ShouldBe(pdf);
        (await (await (await Api.SignInAsAsync(Role.Student)).Client.GetAsync($"/api/v1/media/{id}/url")).ErrorAsync(HttpStatusCode.NotFound))
            .ShouldBe("MEDIA_NOT_FOUND");
        (await (await FormAsync(person, "a.exe", "application/pdf", "MZ\0\0"u8.ToArray())).ErrorAsync(HttpStatusCode.UnsupportedMediaType))
            .ShouldBe("CONTENT_TYPE_MISMATCH");
    }
}
