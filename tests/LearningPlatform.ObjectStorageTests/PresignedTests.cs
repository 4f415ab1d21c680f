using System.Diagnostics;
using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>URLs that carry their signature: what browsers get from the platform.</summary>
public sealed class PresignedTests(TestStore store) : IClassFixture<TestStore>
{
    [Fact]
    public async Task A_file_goes_up_and_down_through_signed_urls()
    {
        var put = Url("signed/file ü+1.txt", HttpVerb.PUT, request => request.ContentType = "text/plain");
        using var content = new StringContent("content", Encoding.UTF8);
        content.Headers.ContentType = new("text/plain");
        using var putResponse = await store.Http.PutAsync(put, content);
        putResponse.StatusCode.ShouldBe(HttpStatusCode.OK, await putResponse.Content.ReadAsStringAsync());

        using var got = await store.Http.GetAsync(Url("signed/file ü+1.txt", HttpVerb.GET));
        (await got.Content.ReadAsStringAsync()).ShouldBe("content");
        got.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
    }

    [Fact]
    public async Task A_signed_get_can_name_the_download()
    {
        await PutAsync("signed/download");
        var url = Url("signed/download", HttpVerb.GET, request =>
        {
            request.ResponseHeaderOverrides.ContentDisposition = "attachment; filename=\"week 1.pdf\"";
            request.ResponseHeaderOverrides.ContentType = "application/pdf";
            request.ResponseHeaderOverrides.CacheControl = "no-store";
        });

        using var got = await store.Http.GetAsync(url);

        got.StatusCode.ShouldBe(HttpStatusCode.OK);
        got.Content.Headers.GetValues("Content-Disposition").ShouldBe(["attachment; filename=\"week 1.pdf\""]);
        got.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        got.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task A_line_break_in_an_override_is_refused()
    {
        await PutAsync("signed/split");

        var response = await new RawRequest(store, "GET", "/materials/signed/split?response-content-disposition=a%0D%0ASet-Cookie%3A%20b").Presign().SendAsync();

        response.ShouldBe(400, "InvalidArgument");
    }

    [Fact]
    public async Task A_url_dies_when_it_expires()
    {
        await using var own = await TestStore.StartAsync();
        var request = new RawRequest(own, "PUT", "/materials/expiring", "content"u8.ToArray()).Presign(seconds: 60);

        own.Clock.Offset = TimeSpan.FromSeconds(55);
        (await request.SendAsync()).Status.ShouldBe(200);

        own.Clock.Offset = TimeSpan.FromSeconds(62);
        (await request.SendAsync()).ShouldBe(403, "AccessDenied");
    }

    [Fact]
    public async Task A_url_of_the_future_is_refused()
    {
        var request = new RawRequest(store, "GET", "/materials/any");
        request.SignedAt += TimeSpan.FromMinutes(16);

        (await request.Presign().SendAsync()).ShouldBe(403, "AccessDenied");
    }

    [Theory]
    [InlineData("X-Amz-Expires=60", "X-Amz-Expires=3600", "SignatureDoesNotMatch")]
    [InlineData("/materials/a?", "/materials/b?", "SignatureDoesNotMatch")]
    [InlineData("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=", "AccessDenied")]
    [InlineData("&X-Amz-Signature=", "&response-content-type=text%2Fhtml&X-Amz-Signature=", "SignatureDoesNotMatch")]
    [InlineData("&X-Amz-Signature=", "&versionId=null&X-Amz-Signature=", "SignatureDoesNotMatch")]
    [InlineData("&X-Amz-Signature=", "&X-Amz-Signature=0", "SignatureDoesNotMatch")]
    public async Task A_changed_url_is_refused(string part, string replacement, string code)
    {
        await PutAsync("a");
        var request = new RawRequest(store, "GET", "/materials/a").Presign();
        (await request.SendAsync()).Status.ShouldBe(200);

        request.PathAndQuery = request.PathAndQuery.Replace(part, replacement, StringComparison.Ordinal);

        (await request.SendAsync()).ShouldBe(403, code);
    }

    [Theory]
    [InlineData("X-Amz-Expires=60", "X-Amz-Expires=604801")]
    [InlineData("X-Amz-Expires=60", "X-Amz-Expires=0")]
    [InlineData("X-Amz-Expires=60", "X-Amz-Expires=-5")]
    [InlineData("X-Amz-Expires=60", "X-Amz-Expires=soon")]
    [InlineData("X-Amz-Expires=60&", "")]
    [InlineData("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=none")]
    [InlineData("us-east-1", "eu-west-1")]
    [InlineData("X-Amz-Date=2", "X-Amz-Date=x")]
    [InlineData("X-Amz-Signature=", "X-Amz-Signatur=")]
    public async Task A_malformed_url_is_a_400(string part, string replacement)
    {
        var request = new RawRequest(store, "GET", "/materials/a").Presign();
        request.PathAndQuery = request.PathAndQuery.Replace(part, replacement, StringComparison.Ordinal);

        (await request.SendAsync()).ShouldBe(400, "AuthorizationQueryParametersError");
    }

    [Fact]
    public async Task A_url_to_read_does_not_write_or_delete()
    {
        await PutAsync("a");
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete, HttpMethod.Head, HttpMethod.Post })
        {
            var request = new RawRequest(store, "GET", "/materials/a").Presign();
            request.Method = method;
            (await request.SendAsync()).Status.ShouldBe(403);
        }
    }

    [Theory]
    [InlineData("x-amz-copy-source", "/materials/secret")]
    [InlineData("x-amz-meta-owner", "other")]
    [InlineData("x-amz-acl", "public-read")]
    public async Task The_holder_of_a_url_cannot_add_meaning_to_it(string name, string value)
    {
        var request = new RawRequest(store, "PUT", "/materials/upload").Presign();
        request.Headers[name] = value;

        (await request.SendAsync()).ShouldBe(403, "AccessDenied");
    }

    [Fact]
    public async Task A_signed_content_type_must_be_sent()
    {
        var request = new RawRequest(store, "PUT", "/materials/typed", "content"u8.ToArray());
        request.Headers["content-type"] = "image/png";
        request.Presign();
        (await request.SendAsync()).Status.ShouldBe(200);

        request.Headers["content-type"] = "text/html";
        (await request.SendAsync()).ShouldBe(403, "SignatureDoesNotMatch");
    }

    [Fact]
    public async Task A_parameter_given_twice_is_refused()
    {
        var request = new RawRequest(store, "GET", "/materials/a").Presign();
        request.PathAndQuery += "&X-Amz-Expires=60";

        (await request.SendAsync()).ShouldBe(400, "InvalidArgument");
    }

    [Fact]
    public async Task Header_and_query_signatures_together_are_refused()
    {
        var request = new RawRequest(store, "GET", "/materials/a").Presign();
        request.Headers["authorization"] = "AWS4-HMAC-SHA256 Credential=x";

        (await request.SendAsync()).ShouldBe(400, "InvalidArgument");
    }

    [Fact]
    public async Task Curl_puts_a_file_to_a_signed_url()
    {
        var file = Path.Combine(store.DataDirectory, "curl.bin");
        await File.WriteAllBytesAsync(file, new byte[3_000_000]);

        using var curl = Process.Start(new ProcessStartInfo("curl", ["-s", "-S", "--fail-with-body", "-T", file, Url("signed/curl.bin", HttpVerb.PUT)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await curl.StandardOutput.ReadToEndAsync() + await curl.StandardError.ReadToEndAsync();
        await curl.WaitForExitAsync();

        curl.ExitCode.ShouldBe(0, output);
        (await store.Client.GetObjectMetadataAsync(TestStore.Bucket, "signed/curl.bin")).ContentLength.ShouldBe(3_000_000);
    }

    private Task<PutObjectResponse> PutAsync(string key) => store.Client.PutObjectAsync(new PutObjectRequest { BucketName = TestStore.Bucket, Key = key, ContentBody = "content" });

    private string Url(string key, HttpVerb verb, Action<GetPreSignedUrlRequest>? configure = null)
    {
        var request = new GetPreSignedUrlRequest
        {
            BucketName = TestStore.Bucket,
            Key = key,
            Verb = verb,
            Expires = DateTime.UtcNow.AddMinutes(5),
            Protocol = Protocol.HTTP,
        };
        configure?.Invoke(request);
        return store.Client.GetPreSignedURL(request);
    }
}
