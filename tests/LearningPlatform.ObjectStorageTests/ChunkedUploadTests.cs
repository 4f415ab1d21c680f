using System.Text;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>Bodies in the aws-chunked coding, signed chunk by chunk or with a checksum behind them.</summary>
public sealed class ChunkedUploadTests(TestStore store) : IClassFixture<TestStore>
{
    private const string SignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private const string SignedWithTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    private const string UnsignedWithTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    // CRC-32 (IEEE) and CRC-32C of "123456789", the check values of their catalogue entries.
    private const string Crc32 = "y/Q5Jg==";
    private const string Crc32C = "4waSgw==";
    private static readonly string[] Chunks = ["1234", "5678", "9"];

    [Theory]
    [InlineData(SignedChunks, null, null)]
    [InlineData(SignedWithTrailer, "x-amz-checksum-crc32", Crc32)]
    [InlineData(SignedWithTrailer, "x-amz-checksum-crc32c", Crc32C)]
    [InlineData(UnsignedWithTrailer, "x-amz-checksum-crc32", Crc32)]
    [InlineData(UnsignedWithTrailer, "x-amz-checksum-crc64nvme", "rosUhgp5mIg=")]
    public async Task A_chunked_body_is_decoded(string mode, string? trailer, string? checksum)
    {
        var key = $"{mode}-{trailer}";

        var put = await Put(key, mode, trailer, checksum).SendAsync();

        put.Status.ShouldBe(200, put.Text);
        var get = new RawRequest(store, "GET", "/materials/" + key);
        get.Sign();
        var got = await get.SendAsync();
        got.Text.ShouldBe("123456789");
        got.ContentHeaders.ContentEncoding.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SignedChunks)]
    [InlineData(SignedWithTrailer)]
    public async Task A_changed_chunk_is_refused(string mode)
    {
        var request = Put("changed", mode, mode == SignedWithTrailer ? "x-amz-checksum-crc32" : null, Crc32);
        Change(request, "5678", "5679");

        (await request.SendAsync()).ShouldBe(403, "SignatureDoesNotMatch");
        await ShouldBeAbsent("changed");
    }

    [Fact]
    public async Task Chunks_in_another_order_are_refused()
    {
        var request = Put("reordered", SignedChunks, null, null);
        var body = Encoding.ASCII.GetString(request.Body);
        var (first, second) = (body[..(body.IndexOf("1234", StringComparison.Ordinal) + 6)], body[(body.IndexOf("1234", StringComparison.Ordinal) + 6)..]);
        var length = first.Length;
        request.Body = Encoding.ASCII.GetBytes(second[..length] + first + second[length..]);

        (await request.SendAsync()).ShouldBe(403, "SignatureDoesNotMatch");
    }

    [Fact]
    public async Task A_body_that_ends_early_is_refused_even_at_a_chunks_border()
    {
        var request = Put("cut", SignedChunks, null, null);
        var body = Encoding.ASCII.GetString(request.Body);
        request.Body = Encoding.ASCII.GetBytes(body[..(body.IndexOf("5678", StringComparison.Ordinal) + 6)]);

        (await request.SendAsync()).ShouldBe(400, "IncompleteBody");
        await ShouldBeAbsent("cut");
    }

    [Fact]
    public async Task A_changed_trailer_is_refused()
    {
        var request = Put("trailer", SignedWithTrailer, "x-amz-checksum-crc32", Crc32);
        Change(request, Crc32, "AAAAAA==");

        (await request.SendAsync()).ShouldBe(403, "SignatureDoesNotMatch");
    }

    [Fact]
    public async Task A_wrong_checksum_in_the_trailer_is_BadDigest()
    {
        (await Put("wrong", SignedWithTrailer, "x-amz-checksum-crc32", "AAAAAA==").SendAsync()).ShouldBe(400, "BadDigest");
        (await Put("wrong", UnsignedWithTrailer, "x-amz-checksum-crc32", "AAAAAA==").SendAsync()).ShouldBe(400, "BadDigest");
        await ShouldBeAbsent("wrong");
    }

    [Fact]
    public async Task An_announced_trailer_must_come()
    {
        var request = Put("missing", UnsignedWithTrailer, "x-amz-checksum-crc32", Crc32);
        Change(request, $"x-amz-checksum-crc32:{Crc32}\r\n", "");

        (await request.SendAsync()).ShouldBe(400, "MalformedTrailerError");
    }

    [Theory]
    [InlineData("8")]
    [InlineData("10")]
    public async Task A_length_that_is_not_the_decoded_one_is_refused(string length)
    {
        (await Put("length", SignedChunks, null, null, length).SendAsync()).ShouldBe(400, "IncompleteBody");
    }

    [Theory]
    [InlineData("4;chunk", "-4;chunk")]
    [InlineData("4;chunk", "7fffffffffffffff;chunk")]
    [InlineData("4;chunk", "ffffffffffffffffff;chunk")]
    [InlineData("4;chunk", "zz;chunk")]
    [InlineData("1234\r\n", "1234")]
    public async Task A_broken_chunk_is_refused(string part, string replacement)
    {
        var request = Put("broken", SignedChunks, null, null);
        Change(request, part, replacement);

        (await request.SendAsync()).Status.ShouldBeOneOf(400, 403);
        await ShouldBeAbsent("broken");
    }

    private RawRequest Put(string key, string mode, string? trailer, string? checksum, string length = "9")
    {
        var request = new RawRequest(store, "PUT", "/materials/" + key) { BodyHash = mode };
        request.Headers["content-encoding"] = "aws-chunked";
        request.Headers["x-amz-decoded-content-length"] = length;
        if (trailer is not null)
        {
            request.Headers["x-amz-trailer"] = trailer;
        }

        request.Body = Encode(request, request.Sign(), mode, trailer, checksum);
        return request;
    }

    private static byte[] Encode(RawRequest request, string seed, string mode, string? trailer, string? checksum)
    {
        var signs = mode != UnsignedWithTrailer;
        var (body, previous) = (new StringBuilder(), seed);
        foreach (var chunk in Chunks.Append(""))
        {
            previous = Sign("PAYLOAD", $"{RawRequest.EmptyHash}\n{RawRequest.Sha256(Encoding.ASCII.GetBytes(chunk))}");
            body.Append(signs ? $"{chunk.Length:x};chunk-signature={previous}\r\n" : $"{chunk.Length:x}\r\n");
            body.Append(chunk.Length > 0 ? chunk + "\r\n" : "");
        }

        if (trailer is not null)
        {
            body.Append($"{trailer}:{checksum}\r\n");
            body.Append(signs ? $"x-amz-trailer-signature:{Sign("TRAILER", RawRequest.Sha256(Encoding.ASCII.GetBytes($"{trailer}:{checksum}\n")))}\r\n" : "");
        }

        return Encoding.ASCII.GetBytes(body.Append("\r\n").ToString());

        string Sign(string kind, string hashes) =>
            RawRequest.Hex(RawRequest.Hmac(request.SigningKey, $"AWS4-HMAC-SHA256-{kind}\n{request.Timestamp}\n{request.Scope}\n{previous}\n{hashes}"));
    }

    private static void Change(RawRequest request, string part, string replacement)
    {
        var body = Encoding.ASCII.GetString(request.Body);
        var start = body.IndexOf(part, StringComparison.Ordinal);
        start.ShouldBeGreaterThanOrEqualTo(0);
        request.Body = Encoding.ASCII.GetBytes(body[..start] + replacement + body[(start + part.Length)..]);
    }

    private async Task ShouldBeAbsent(string key)
    {
        var request = new RawRequest(store, "GET", "/materials/" + key);
        request.Sign();
        (await request.SendAsync()).ShouldBe(404, "NoSuchKey");
    }
}
