using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Files;

/// <summary>Nothing half-done stays, whatever stopped it.</summary>
public sealed class UploadCleanupTests(StoresFixture stores, SharedApi shared) : FileTest(stores, shared), IClassFixture<SharedApi>
{
    private UploadCleanup Cleanup => Api.Services.GetRequiredService<UploadCleanup>();

    [Fact]
    public async Task An_upload_that_crashed_after_its_copy_can_be_completed()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var ticket = await BeginAsync(person, "material", "a.txt", "text/plain", 5);
        await PutAsync(ticket, "right"u8.ToArray());
        await CopyAsync(IdOf(ticket));

        (await CompleteAsync(person, ticket)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ObjectAsync(Buckets.TempUploads, IdOf(ticket))).ShouldBeNull();
    }

    [Fact]
    public async Task An_upload_that_nobody_completes_goes_with_every_copy()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var ticket = await BeginAsync(person, "material", "a.txt", "text/plain", 5);
        await PutAsync(ticket, "right"u8.ToArray());
        await CopyAsync(IdOf(ticket));
        await ExpireAsync(IdOf(ticket));

        await Cleanup.RunAsync(CancellationToken.None);

        (await ObjectAsync(Buckets.Materials, IdOf(ticket))).ShouldBeNull();
        (await ObjectAsync(Buckets.TempUploads, IdOf(ticket))).ShouldBeNull();
        (await person.Client.GetAsync($"/api/v1/uploads/{IdOf(ticket)}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_file_that_nothing_uses_goes_and_one_that_is_used_stays()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var unused = await UploadAsync(person, "material", "a.txt", "text/plain", "first"u8.ToArray());
        var used = await UploadAsync(person, "material", "b.txt", "text/plain", "other"u8.ToArray());
        var medium = await UploadAsync(person, "media", "c.txt", "text/plain", "third"u8.ToArray());
        (await Uploads.ClaimAsync(used, person.Id, UploadPurpose.Material, Guid.CreateVersion7(), CancellationToken.None)).Failure.ShouldBeNull();
        await ExpireAsync(unused);
        await ExpireAsync(used);
        await ExpireAsync(medium);

        await Cleanup.RunAsync(CancellationToken.None);

        (await ObjectAsync(Buckets.Materials, unused)).ShouldBeNull();
        (await ObjectAsync(Buckets.Materials, used)).ShouldNotBeNull();
        (await ObjectAsync(Buckets.Media, medium)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_put_under_a_URL_after_the_completion_goes_when_the_URL_has_expired()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var ticket = await BeginAsync(person, "material", "a.txt", "text/plain", 5);
        await PutAsync(ticket, "right"u8.ToArray());
        await CompleteAsync(person, ticket);
        (await PutAsync(ticket, "wrong"u8.ToArray())).EnsureSuccessStatusCode();
        await Cleanup.RunAsync(CancellationToken.None);
        (await ObjectAsync(Buckets.TempUploads, IdOf(ticket))).ShouldNotBeNull();

        await ExecuteAsync("update removed_objects set due_at = now() - interval '1 minute' where object_key = $1", IdOf(ticket).ToString("N"));
        await Cleanup.RunAsync(CancellationToken.None);

        (await ObjectAsync(Buckets.TempUploads, IdOf(ticket))).ShouldBeNull();
        (await ObjectAsync(Buckets.Materials, IdOf(ticket))).ShouldNotBeNull();
    }

    [Fact]
    public async Task Whoever_leaves_takes_their_files_along_and_leaves_media_to_the_courses()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var material = await UploadAsync(person, "material", "a.txt", "text/plain", "first"u8.ToArray());
        var medium = await UploadAsync(person, "media", "b.txt", "text/plain", "other"u8.ToArray());
        var personal = new FilesPersonalData(Api.Database);
        (await personal.FilesAsync(person.Id, CancellationToken.None)).ShouldBe(
        [
            new(Buckets.Materials, material.ToString("N"), $"{material}/a.txt"),
            new(Buckets.Media, medium.ToString("N"), $"{medium}/b.txt", Stays: true),
        ]);

        await using (var connection = await Api.Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await personal.EraseAsync(person.Id, connection, transaction, CancellationToken.None);
            await transaction.CommitAsync();
        }

        // What the erasure does to every row that still names the account.
        await ExecuteAsync("delete from uploads where user_id = $1", person.Id);
        await Cleanup.RunAsync(CancellationToken.None);
        (await ObjectAsync(Buckets.Materials, material)).ShouldBeNull();
        (await ObjectAsync(Buckets.Media, medium)).ShouldNotBeNull();
    }

    private async Task CopyAsync(Guid upload) =>
        (await Api.Services.GetRequiredService<ObjectStorage>().CopyAsync(
            Buckets.TempUploads, upload.ToString("N"), Buckets.Materials, upload.ToString("N"), null, CancellationToken.None)).ShouldBeTrue();

    /// <summary>Makes a day pass for one upload, and for its signed URL.</summary>
    private Task ExpireAsync(Guid upload) => ExecuteAsync(
        "update uploads set expires_at = expires_at - interval '2 days', link_expires_at = link_expires_at - interval '2 days' where id = $1", upload);

    private async Task ExecuteAsync(string sql, object value)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
