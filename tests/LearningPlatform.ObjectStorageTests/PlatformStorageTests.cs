using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LearningPlatform.Core.Files;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>The platform's own way to the store: <see cref="ObjectStorage"/>.</summary>
public sealed class PlatformStorageTests(TestStore store) : IClassFixture<TestStore>, IDisposable
{
    private readonly ObjectStorage _storage = Connect(store);

    [Fact]
    public async Task Buckets_are_made_once_by_many_starting_services()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var service = Connect(store);
            await service.EnsureBucketsAsync(Buckets.All, CancellationToken.None);
        }));

        var names = (await store.Client.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName);
        names.ShouldBe(Buckets.All.Order(StringComparer.Ordinal));
        foreach (var bucket in Buckets.All)
        {
            await _storage.ProbeAsync(bucket, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Buckets_are_made_in_another_region_too()
    {
        await using var elsewhere = await TestStore.StartAsync(new TestStore { Region = "eu-central-1" });
        using var storage = Connect(elsewhere, "Region=eu-central-1");

        await storage.EnsureBucketsAsync([Buckets.TempUploads], CancellationToken.None);

        await storage.ProbeAsync(Buckets.TempUploads, CancellationToken.None);
    }

    [Fact]
    public async Task A_probe_tells_wrong_credentials_a_missing_bucket_and_a_store_that_is_away()
    {
        using var stranger = new ObjectStorage($"Endpoint={store.Server.Endpoint};AccessKey={TestStore.AccessKey};SecretKey=wrong");
        using var away = new ObjectStorage("Endpoint=http://127.0.0.1:9;AccessKey=a;SecretKey=b");

        (await ProbeAsync(stranger, Buckets.Materials)).ShouldBe(HttpStatusCode.Forbidden);
        (await ProbeAsync(_storage, "absent")).ShouldBe(HttpStatusCode.NotFound);
        (await ProbeAsync(away, Buckets.Materials)).ShouldBeNull();

        static async Task<HttpStatusCode?> ProbeAsync(ObjectStorage storage, string bucket) =>
            (await Should.ThrowAsync<HttpRequestException>(storage.ProbeAsync(bucket, CancellationToken.None))).StatusCode;
    }

    [Fact]
    public async Task An_object_is_put_seen_read_copied_and_deleted()
    {
        using var content = new MemoryStream("content"u8.ToArray());
        await _storage.PutAsync(Buckets.Materials, "a/b", content, "text/plain", CancellationToken.None);
        content.CanRead.ShouldBeTrue();

        var info = (await _storage.HeadAsync(Buckets.Materials, "a/b", CancellationToken.None)).ShouldNotBeNull();
        (info.Length, info.MediaType).ShouldBe((7, "text/plain"));
        info.LastModified.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        (await _storage.CopyAsync(Buckets.Materials, "a/b", Buckets.Materials, "a/c", info.ETag, CancellationToken.None)).ShouldBeTrue();
        await _storage.DeleteAsync(Buckets.Materials, "a/b", CancellationToken.None);

        (await _storage.HeadAsync(Buckets.Materials, "a/b", CancellationToken.None)).ShouldBeNull();
        await using var copy = (await _storage.OpenReadAsync(Buckets.Materials, "a/c", CancellationToken.None)).ShouldNotBeNull();
        (copy.Length, copy.MediaType, await new StreamReader(copy.Content).ReadToEndAsync()).ShouldBe((7, "text/plain", "content"));
    }

    [Fact]
    public async Task What_is_not_there_is_a_value()
    {
        (await _storage.HeadAsync(Buckets.Materials, "absent", CancellationToken.None)).ShouldBeNull();
        (await _storage.OpenReadAsync(Buckets.Materials, "absent", CancellationToken.None)).ShouldBeNull();
        (await _storage.CopyAsync(Buckets.Materials, "absent", Buckets.Materials, "x", null, CancellationToken.None)).ShouldBeFalse();
        await _storage.DeleteAsync(Buckets.Materials, "absent", CancellationToken.None);
    }

    [Fact]
    public async Task A_copy_of_something_that_changed_since_is_not_made()
    {
        await PutAsync("upload", "checked");
        var info = await _storage.HeadAsync(Buckets.Materials, "upload", CancellationToken.None);
        await PutAsync("upload", "swapped");

        (await _storage.CopyAsync(Buckets.Materials, "upload", Buckets.Materials, "taken", info!.ETag, CancellationToken.None)).ShouldBeFalse();
        (await _storage.HeadAsync(Buckets.Materials, "taken", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_signed_put_takes_the_announced_type_and_length_only()
    {
        var url = await _storage.SignPutAsync(Buckets.Materials, "signed", "application/pdf", 7, TimeSpan.FromMinutes(5));

        (await SendAsync(url, "content", "application/pdf")).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(url, "content and more", "application/pdf")).ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(url, "content", "text/html")).ShouldBe(HttpStatusCode.Forbidden);
        (await _storage.HeadAsync(Buckets.Materials, "signed", CancellationToken.None))!.MediaType.ShouldBe("application/pdf");
    }

    [Theory]
    [InlineData("week 1.pdf")]
    [InlineData("a\"; filename=evil.exe")]
    [InlineData("line\r\nSet-Cookie: a=b")]
    [InlineData("über/漢字.pdf")]
    public async Task A_signed_get_names_the_download_whatever_the_name(string name)
    {
        await PutAsync("download", "content");

        using var got = await store.Http.GetAsync(await _storage.SignGetAsync(Buckets.Materials, "download", TimeSpan.FromMinutes(5), name));

        (await got.Content.ReadAsStringAsync()).ShouldBe("content");
        got.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        got.Content.Headers.ContentDisposition.FileNameStar.ShouldBe(name);
        got.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task A_signed_get_without_a_name_shows_the_object()
    {
        await PutAsync("shown", "content");

        using var got = await store.Http.GetAsync(await _storage.SignGetAsync(Buckets.Materials, "shown", TimeSpan.FromMinutes(5)));

        got.StatusCode.ShouldBe(HttpStatusCode.OK);
        got.Content.Headers.ContentDisposition.ShouldBeNull();
    }

    [Fact]
    public async Task Signed_urls_carry_the_public_address()
    {
        await PutAsync("public", "content");
        using var storage = Connect(store, "PublicEndpoint=https://files.learn.example");

        var url = await storage.SignGetAsync(Buckets.Materials, "public", TimeSpan.FromMinutes(5));

        url.AbsoluteUri.ShouldStartWith("https://files.learn.example/materials/public?");
        using var throughProxy = new HttpRequestMessage(HttpMethod.Get, store.Address(url.PathAndQuery)) { Headers = { Host = "files.learn.example" } };
        (await store.Http.SendAsync(throughProxy)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var elsewhere = new HttpRequestMessage(HttpMethod.Get, store.Address(url.PathAndQuery));
        (await store.Http.SendAsync(elsewhere)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("", "AccessKey")]
    [InlineData("Endpoint=http://localhost:9000;SecretKey=hush", "AccessKey")]
    [InlineData("Endpoint=http://localhost:9000;AccessKey=a", "SecretKey")]
    [InlineData("Endpoint=localhost:9000;AccessKey=a;SecretKey=hush", "Endpoint")]
    [InlineData("Endpoint=file:///etc;AccessKey=a;SecretKey=hush", "Endpoint")]
    [InlineData("hush", "form")]
    public void A_connection_string_that_cannot_be_used_says_why_without_secrets(string connectionString, string part)
    {
        var failure = Should.Throw<ArgumentException>(() => new ObjectStorage(connectionString));

        failure.Message.ShouldContain(part, Case.Sensitive);
        failure.ToString().ShouldNotContain("hush");
    }

    [Fact]
    public async Task It_is_registered_by_its_connection_string()
    {
        await using var services = new ServiceCollection().AddObjectStorage(ConnectionString(store)).BuildServiceProvider();

        await services.GetRequiredService<ObjectStorage>().ProbeAsync(Buckets.Materials, CancellationToken.None);
    }

    [Fact]
    public async Task A_store_that_fails_is_away_like_one_that_does_not_answer()
    {
        using var broken = new HttpListener();
        var address = $"http://localhost:{FreePort.Next()}/";
        broken.Prefixes.Add(address);
        broken.Start();
        var answers = Task.Run(async () =>
        {
            while (broken.IsListening)
            {
                var request = await broken.GetContextAsync();
                request.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
                request.Response.Close();
            }
        });
        using var storage = new ObjectStorage($"Endpoint={address};AccessKey=a;SecretKey=b");

        var failure = await Should.ThrowAsync<HttpRequestException>(() => storage.DeleteAsync(Buckets.Materials, "a", CancellationToken.None));

        failure.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        broken.Stop();
        await Should.ThrowAsync<Exception>(answers);
    }

    public void Dispose() => _storage.Dispose();

    private static ObjectStorage Connect(TestStore store, string more = "") => new($"{ConnectionString(store)};{more}");

    private static string ConnectionString(TestStore store) => $"Endpoint={store.Server.Endpoint};AccessKey={TestStore.AccessKey};SecretKey={TestStore.SecretKey}";

    private Task PutAsync(string key, string content) =>
        _storage.PutAsync(Buckets.Materials, key, new MemoryStream(Encoding.UTF8.GetBytes(content)), "text/plain", CancellationToken.None);

    private async Task<HttpStatusCode> SendAsync(Uri url, string content, string mediaType)
    {
        using var body = new StringContent(content, new MediaTypeHeaderValue(mediaType));
        using var response = await store.Http.PutAsync(url, body);
        return response.StatusCode;
    }
}
