using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.S3.Model;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>Keys that would be dangerous or ambiguous as file names.</summary>
public sealed class HostileKeyTests(TestStore store) : IClassFixture<TestStore>
{
    public static TheoryData<string> Keys =>
    [
        "folder/", "folder", "a", "A", "a/b", "a//b", "a/./b", "con", "nul.txt", "C:\\x", "\\\\server\\share", "-rf", "~", "$(id)", ";rm", "*", "?", "#x", "%00", "%2e%2e%2f",
        "a\u0001b", "line\nbreak", "tab\t", "ünïcödé", "u\u0308", "\u00fc", "漢字/😀", "\u202Eevil", " leading", "trailing ", "+", "a+b c", "'\"<>&", new string('k', 1024), new string('\u20ac', 341),
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Any_key_is_a_name_of_its_own(string key)
    {
        await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = TestStore.Bucket, Key = key, ContentBody = "content of " + key });

        using var got = await store.Client.GetObjectAsync(TestStore.Bucket, key);
        (await new StreamReader(got.ResponseStream).ReadToEndAsync()).ShouldBe("content of " + key);
        FilesOutsideTheBucket().ShouldBe(["bucket.json", "lock"]);
    }

    [Theory]
    [InlineData("/materials/../../escape")]
    [InlineData("/materials/../../../../../../tmp/escape")]
    [InlineData("/materials/%2e%2e/%2e%2e/escape")]
    [InlineData("/materials/..%2f..%2fescape")]
    [InlineData("/materials/a/../b")]
    [InlineData("/materials/..")]
    [InlineData("/materials//etc/passwd")]
    [InlineData("/materials/..%5c..%5cescape")]
    public async Task A_path_that_climbs_stays_in_its_bucket(string path)
    {
        var encoded = Uri.EscapeDataString(Uri.UnescapeDataString(path)).Replace("%2F", "/", StringComparison.Ordinal);
        var response = await SendRawAsync("PUT", path, signedPath: encoded);

        response.ShouldStartWith("HTTP/1.1 200");
        (await SendRawAsync("GET", path, signedPath: encoded)).ShouldEndWith("content");
        FilesOutsideTheBucket().ShouldBe(["bucket.json", "lock"]);
        File.Exists("/tmp/escape").ShouldBeFalse();
    }

    [Fact]
    public async Task Dots_are_part_of_a_key_not_a_way()
    {
        await SendRawAsync("PUT", "/materials/x/../y", signedPath: "/materials/x/../y");

        await store.Client.GetObjectAsync(TestStore.Bucket, "y").ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchKey");
    }

    [Theory]
    [InlineData("/..%2f..%2fetc/passwd")]
    [InlineData("/../x")]
    [InlineData("/tmp%2fx/y")]
    public async Task A_bucket_name_cannot_climb(string path)
    {
        var encoded = Uri.EscapeDataString(Uri.UnescapeDataString(path)).Replace("%2F", "/", StringComparison.Ordinal);
        (await SendRawAsync("PUT", path, signedPath: encoded)).ShouldStartWith("HTTP/1.1 404");
    }

    [Theory]
    [InlineData("/materials/a%00b")]
    [InlineData("/materials/%ff%fe")]
    [InlineData("/materials/%zz")]
    [InlineData("/materials/%c0%ae%c0%ae/x")]
    [InlineData("/materials/cut%2")]
    public async Task A_path_that_is_not_utf8_is_a_400(string path) =>
        (await SendRawAsync("PUT", path, signedPath: path)).ShouldStartWith("HTTP/1.1 400");

    [Fact]
    public async Task A_key_of_more_than_1024_bytes_is_refused()
    {
        foreach (var key in new[] { new string('k', 1025), new string('€', 342) })
        {
            await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = TestStore.Bucket, Key = key, ContentBody = "x" })
                .ShouldFailAsync(HttpStatusCode.BadRequest, "KeyTooLongError");
        }
    }

    private IEnumerable<string> FilesOutsideTheBucket() => Directory.EnumerateFiles(store.DataDirectory, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) != "objects").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    // Over a bare socket: HttpClient would tidy the path up.
    private async Task<string> SendRawAsync(string method, string path, string signedPath)
    {
        var request = new RawRequest(store, method, signedPath, method == "PUT" ? "content"u8.ToArray() : null);
        request.Sign();
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {request.Body.Length}\r\n");
        foreach (var (name, value) in request.Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, store.Server.Endpoint.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
        await stream.WriteAsync(request.Body);
        return await new StreamReader(stream).ReadToEndAsync();
    }
}
