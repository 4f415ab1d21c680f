using System.IO.Compression;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Core.Mail;
using LearningPlatform.Workers.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LearningPlatform.WorkersTests.Identity;

/// <summary>What a module says of its files is exported and removed: here with real files in the storage.</summary>
[Collection(StoresCollection.Name)]
public sealed class PersonalFilesTests(StoresFixture stores) : IAsyncLifetime
{
    private static readonly byte[] Photo = [0x89, 0x50, 0x4E, 0x47, 1, 2, 3];

    private ApiFactory _api = null!;
    private ObjectStorage _storage = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiFactory.StartOnAsync(await stores.CreateDatabaseAsync(), stores.NextRedisDatabase(), stores.Storage);
        _storage = _api.Services.GetRequiredService<ObjectStorage>();
        await _storage.EnsureBucketsAsync(Buckets.All, CancellationToken.None);
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_zip_has_the_files_beside_the_data()
    {
        var person = await _api.SignInAsAsync(Role.Student);
        var album = await AlbumAsync(person.Id);
        (await person.Client.PostAsync("/api/v1/users/me/export?format=zip", null)).EnsureSuccessStatusCode();

        (await WorkWith(album).DoNextAsync(CancellationToken.None)).ShouldBeTrue();

        var export = await (await person.Client.GetAsync("/api/v1/users/me/export?format=zip")).DataAsync();
        using var http = new HttpClient();
        await using var zip = new ZipArchive(await http.GetStreamAsync(new Uri(export.GetProperty("download_url").GetString()!)));
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["data.json", "files/album/holidays/photo.png", "files/album/holidays/photo (2).png"], ignoreOrder: true);
        await using var photo = await zip.GetEntry("files/album/holidays/photo.png")!.OpenAsync();
        var bytes = new MemoryStream();
        await photo.CopyToAsync(bytes);
        bytes.ToArray().ShouldBe(Photo);
    }

    [Fact]
    public async Task An_erasure_removes_the_files_and_bears_to_be_done_again_after_it_broke_off()
    {
        var (person, other) = (await _api.SignInAsAsync(Role.Student), await _api.SignInAsAsync(Role.Student));
        var (album, othersAlbum) = (await AlbumAsync(person.Id), await AlbumAsync(other.Id));
        var id = (await (await person.Client.DeleteAsync("/api/v1/users/me")).DataAsync()).Id();

        album.Breaks = true;
        await WorkWith(album).DoNextAsync(CancellationToken.None);
        (await StatusAsync(id)).ShouldBe("pending");
        (await _storage.HeadAsync(Album.Bucket, album.Key, CancellationToken.None)).ShouldBeNull("files go first");

        album.Breaks = false;
        await using var due = _api.Database.CreateCommand("update data_requests set next_attempt_at = now() - interval '1 second'");
        await due.ExecuteNonQueryAsync();
        await WorkWith(album).DoNextAsync(CancellationToken.None);
        (await StatusAsync(id)).ShouldBe("done");
        (await _storage.HeadAsync(Album.Bucket, othersAlbum.Key, CancellationToken.None)).ShouldNotBeNull("other people's files stay");
    }

    private async Task<Album> AlbumAsync(Guid userId)
    {
        var album = new Album(userId);
        await _storage.PutAsync(Album.Bucket, album.Key, new MemoryStream(Photo), "image/png", CancellationToken.None);
        return album;
    }

    private DataRequestWork WorkWith(Album album) => new(
        _api.Database,
        _storage,
        new PersonalExport(_api.Database, _storage, [album], TimeProvider.System),
        new PersonalErasure(_storage, [album], _api.Services.GetRequiredService<MailTemplates>(), TimeProvider.System),
        TimeProvider.System,
        NullLogger<DataRequestWork>.Instance);

    private async Task<string> StatusAsync(Guid erasure) =>
        (await (await _api.Stranger().GetAsync($"/api/v1/users/erasures/{erasure}")).DataAsync()).GetProperty("status").GetString()!;

    /// <summary>A module with a photo of one person, under two names.</summary>
    private sealed class Album(Guid owner) : IPersonalData
    {
        public const string Bucket = Buckets.UserAvatars;

        public string Name => "album";

        public string Key => $"{owner}/photo.png";

        public bool Breaks { get; set; }

        public Task<IReadOnlyList<PersonalFile>> FilesAsync(Guid userId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<PersonalFile>>(userId == owner ? [new(Bucket, Key, "../holidays/photo.png"), new(Bucket, Key, "holidays/photo.png")] : []);

        public Task EraseAsync(Guid userId, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
            Breaks ? throw new IOException("The machine stops here.") : Task.CompletedTask;
    }
}
