using System.Text;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>What a signature in the Authorization header holds: each test changes one thing of a request that is otherwise good.</summary>
public sealed class HeaderSignatureTests(TestStore store) : IClassFixture<TestStore>
{
    private const string Path = "/materials/signed/a";

    [Fact]
    public async Task An_untouched_request_is_served()
    {
        var response = await Signed().SendAsync();

        response.Status.ShouldBe(200, response.Text);
    }

    [Fact]
    public async Task A_request_without_a_signature_is_refused()
    {
        var request = Signed();
        request.Headers.Remove("authorization");

        (await request.SendAsync()).ShouldBe(403, "AccessDenied");
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task Another_method_is_refused(string method)
    {
        var request = Signed();
        request.Method = new HttpMethod(method);

        (await request.SendAsync()).ShouldBe(403, "SignatureDoesNotMatch");
    }

    [Theory]
    [InlineData("/materials/signed/b")]
    [InlineData("/other/signed/a")]
    [InlineData("/materials/signed/a/")]
    [InlineData("/materials//signed/a")]
    [InlineData("/materials/signed/A")]
    [InlineData("/materials/signed/a?uploads")]
    [InlineData("/materials/signed/a?x=1")]
    [InlineData("/materials/signed/a?partNumber=1&uploadId=1")]
    public async Task Another_path_or_query_is_refused(string pathAndQuery)
    {
        var request = Signed();
        request.PathAndQuery = pathAndQuery;

        (await request.SendAsync()).ShouldBe(403, "SignatureDoesNotMatch");
    }

    [Theory]
    [InlineData("x-amz-meta-owner", "2")]
    [InlineData("content-type", "text/html")]
    [InlineData("x-amz-content-sha256", "UNSIGNED-PAYLOAD")]
    [InlineData("host", "localhost")]
    public async Task A_changed_signed_header_is_refused(string name, string value)
    {
        var request = Signed();
        request.Headers[name] = value;

        (await request.SendAsync()).ShouldBe(403, "SignatureDoesNotMatch");
    }

    [Fact]
    public async Task A_removed_signed_header_is_refused()
    {
        var request = Signed();
        request.Headers.Remove("x-amz-meta-owner");

        (await request.SendAsync()).ShouldBe(403, "SignatureDoesNotMatch");
    }

    [Theory]
    [InlineData("x-amz-copy-source", "/materials/other")]
    [InlineData("x-amz-meta-role", "admin")]
    public async Task An_added_amz_header_is_refused(string name, string value)
    {
        var request = Signed();
        request.Headers[name] = value;

        (await request.SendAsync()).ShouldBe(403, "AccessDenied");
    }

    [Fact]
    public async Task A_changed_body_is_refused_and_nothing_is_stored()
    {
        var request = new RawRequest(store, "PUT", "/materials/signed/body", "right"u8.ToArray());
        request.Sign();
        request.Body = "wrong"u8.ToArray();

        (await request.SendAsync()).ShouldBe(400, "XAmzContentSHA256Mismatch");
        (await Get("/materials/signed/body")).ShouldBe(404, "NoSuchKey");
    }

    [Fact]
    public async Task A_body_where_none_was_signed_is_refused()
    {
        var request = new RawRequest(store, "DELETE", Path);
        request.Sign();
        request.Body = "surprise"u8.ToArray();

        (await request.SendAsync()).ShouldBe(400, "XAmzContentSHA256Mismatch");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(63, true)]
    [InlineData(0, false)]
    public async Task A_changed_or_cut_signature_is_refused(int index, bool change)
    {
        var request = Signed();
        var (start, signature) = (request.Headers["authorization"][..^64], request.Headers["authorization"][^64..].ToCharArray());
        signature[index] = signature[index] == '0' ? '1' : '0';
        request.Headers["authorization"] = start + (change ? new string(signature) : new string(signature)[..32]);

        (await request.SendAsync()).ShouldBe(403, "SignatureDoesNotMatch");
    }

    [Theory]
    [InlineData(-16)]
    [InlineData(16)]
    public async Task A_date_more_than_15_minutes_away_is_refused(int minutes)
    {
        var request = Signed(r => r.SignedAt += TimeSpan.FromMinutes(minutes));

        (await request.SendAsync()).ShouldBe(403, "RequestTimeTooSkewed");
    }

    [Theory]
    [InlineData(-14)]
    [InlineData(14)]
    public async Task A_clock_that_differs_a_little_is_accepted(int minutes)
    {
        // The day may change in between; the scope goes with the request's own date.
        var request = Signed(r => r.SignedAt += TimeSpan.FromMinutes(minutes));

        (await request.SendAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_captured_request_dies_after_15_minutes()
    {
        await using var own = await TestStore.StartAsync();
        var request = new RawRequest(own, "PUT", Path, "content"u8.ToArray());
        request.Sign();
        (await request.SendAsync()).Status.ShouldBe(200);

        own.Clock.Offset = TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(2);

        (await request.SendAsync()).ShouldBe(403, "RequestTimeTooSkewed");
    }

    [Fact]
    public async Task A_fresh_date_on_an_old_signature_is_refused()
    {
        var request = Signed(r => r.SignedAt -= TimeSpan.FromMinutes(5));
        request.SignedAt += TimeSpan.FromMinutes(5);
        request.Headers["x-amz-date"] = request.Timestamp;

        (await request.SendAsync()).Status.ShouldBeOneOf(403, 400);
    }

    [Fact]
    public async Task Another_region_service_key_or_secret_is_refused()
    {
        (await Signed(r => r.Region = "eu-west-1").SendAsync()).ShouldBe(400, "AuthorizationHeaderMalformed");
        (await Signed(r => r.Service = "sqs").SendAsync()).ShouldBe(400, "AuthorizationHeaderMalformed");
        (await Signed(r => r.AccessKey = "someone").SendAsync()).ShouldBe(403, "InvalidAccessKeyId");
        (await Signed(r => r.SecretKey = "guess").SendAsync()).ShouldBe(403, "SignatureDoesNotMatch");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("AWS key:signature")]
    [InlineData("AWS4-HMAC-SHA256")]
    [InlineData("AWS4-HMAC-SHA256 ")]
    [InlineData("AWS4-HMAC-SHA256 Credential=, SignedHeaders=, Signature=")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0")]
    [InlineData("AWS4-HMAC-SHA256 Credential=test-access-key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host")]
    [InlineData("AWS4-HMAC-SHA256 ,,,=,=")]
    [InlineData("AWS4-HMAC-SHA256 Credential=test-access-key/20260101/us-east-1/s3/aws4_request, Credential=x, SignedHeaders=host, Signature=0")]
    public async Task Nonsense_in_the_header_is_a_4xx(string authorization)
    {
        var request = Signed();
        request.Headers["authorization"] = authorization;

        (await request.SendAsync()).Status.ShouldBeInRange(400, 403);
    }

    [Fact]
    public async Task Host_must_be_signed()
    {
        var request = Signed();
        request.Headers["authorization"] = request.Headers["authorization"].Replace(";host;", ";", StringComparison.Ordinal);

        (await request.SendAsync()).ShouldBe(403, "AccessDenied");
    }

    [Fact]
    public async Task A_hash_must_be_given_and_be_a_hash()
    {
        var without = Signed();
        without.Headers.Remove("x-amz-content-sha256");
        (await without.SendAsync()).ShouldBe(400, "InvalidRequest");

        (await Signed(r => r.BodyHash = "nonsense").SendAsync()).ShouldBe(400, "InvalidArgument");
    }

    private RawRequest Signed(Action<RawRequest>? configure = null)
    {
        var request = new RawRequest(store, "PUT", Path, Encoding.UTF8.GetBytes("content"));
        request.Headers["content-type"] = "text/plain";
        request.Headers["x-amz-meta-owner"] = "1";
        configure?.Invoke(request);
        request.Sign();
        return request;
    }

    private Task<RawResponse> Get(string path)
    {
        var request = new RawRequest(store, "GET", path);
        request.Sign();
        return request.SendAsync();
    }
}
