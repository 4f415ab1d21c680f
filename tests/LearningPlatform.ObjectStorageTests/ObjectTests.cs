using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>Whole objects through the AWS client.</summary>
public sealed class ObjectTests(TestStore store) : IClassFixture<TestStore>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(50 * 1024 * 1024)]
    public async Task An_object_comes_back_as_it_was_put(int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        var key = $"sizes/{size}";

        var put = await store.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = TestStore.Bucket,
            Key = key,
            InputStream = new MemoryStream(content),
            ContentType = "application/pdf",
            Headers = { CacheControl = "max-age=60", ContentDisposition = "attachment; filename=\"a.pdf\"" },
            Metadata = { ["owner"] = "42" },
        });

        put.ETag.ShouldBe($"\"{Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, content))}\"");
        using var got = await store.Client.GetObjectAsync(TestStore.Bucket, key);
        (await ReadAsync(got)).AsSpan().SequenceEqual(content).ShouldBeTrue();
        got.ETag.ShouldBe(put.ETag);
        got.ContentLength.ShouldBe(size);
        got.Headers.ContentType.ShouldBe("application/pdf");
        got.Headers.CacheControl.ShouldBe("max-age=60");
        got.Headers.ContentDisposition.ShouldBe("attachment; filename=\"a.pdf\"");
        got.Metadata["owner"].ShouldBe("42");
        got.ChecksumCRC32.ShouldBe(put.ChecksumCRC32);
        got.ChecksumCRC32.ShouldNotBeNull();
    }

    [Fact]
    public async Task Head_tells_what_get_would_without_the_bytes()
    {
        await PutAsync("head", "0123456789");

        var head = await store.Client.GetObjectMetadataAsync(TestStore.Bucket, "head");

        head.ContentLength.ShouldBe(10);
        head.ETag.ShouldBe($"\"{Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, "0123456789"u8))}\"");
        head.LastModified!.Value.ToUniversalTime().ShouldBe(store.Clock.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("bytes=2-4", "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=-3", "789", "bytes 7-9/10")]
    [InlineData("bytes=-30", "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=8-100", "89", "bytes 8-9/10")]
    public async Task A_range_gives_its_bytes_only(string range, string expected, string contentRange)
    {
        await PutAsync("range", "0123456789");

        using var got = await store.Client.GetObjectAsync(new GetObjectRequest { BucketName = TestStore.Bucket, Key = "range", ByteRange = new ByteRange(range) });

        got.HttpStatusCode.ShouldBe(HttpStatusCode.PartialContent);
        Encoding.UTF8.GetString(await ReadAsync(got)).ShouldBe(expected);
        got.ContentRange.ShouldBe(contentRange);
    }

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=-0")]
    public async Task A_range_outside_the_object_is_416(string range)
    {
        await PutAsync("range", "0123456789");

        await store.Client.GetObjectAsync(new GetObjectRequest { BucketName = TestStore.Bucket, Key = "range", ByteRange = new ByteRange(range) })
            .ShouldFailAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange");
    }

    [Fact]
    public async Task Reads_honour_etags_and_dates()
    {
        var etag = await PutAsync("conditional", "content");
        var later = DateTime.UtcNow.AddHours(1);

        (await GetAsync(r => r.EtagToMatch = etag)).ShouldBe("content");
        (await GetAsync(r => r.EtagToNotMatch = "\"other\"")).ShouldBe("content");
        (await GetAsync(r => r.ModifiedSinceDate = DateTime.UtcNow.AddHours(-1))).ShouldBe("content");
        await GetAsync(r => r.EtagToMatch = "\"other\"").ShouldFailAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        await GetAsync(r => r.EtagToNotMatch = etag).ShouldFailAsync(HttpStatusCode.NotModified);
        await GetAsync(r => r.ModifiedSinceDate = later).ShouldFailAsync(HttpStatusCode.NotModified);
        await GetAsync(r => r.UnmodifiedSinceDate = DateTime.UtcNow.AddHours(-1)).ShouldFailAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed");

        async Task<string> GetAsync(Action<GetObjectRequest> condition)
        {
            var request = new GetObjectRequest { BucketName = TestStore.Bucket, Key = "conditional" };
            condition(request);
            using var got = await store.Client.GetObjectAsync(request);
            return Encoding.UTF8.GetString(await ReadAsync(got));
        }
    }

    [Fact]
    public async Task Writes_honour_if_none_match_and_if_match()
    {
        var first = await PutAsync("once", "1", r => r.IfNoneMatch = "*");
        await PutAsync("once", "2", r => r.IfNoneMatch = "*").ShouldFailAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed");

        var second = await PutAsync("once", "3", r => r.IfMatch = first);
        await PutAsync("once", "4", r => r.IfMatch = first).ShouldFailAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        await PutAsync("never", "5", r => r.IfMatch = first).ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchKey");

        (await store.Client.GetObjectMetadataAsync(TestStore.Bucket, "once")).ETag.ShouldBe(second);
    }

    [Fact]
    public async Task A_copy_keeps_or_replaces_the_metadata()
    {
        await PutAsync("copy/source+a b", "content", r =>
        {
            r.ContentType = "text/plain";
            r.Metadata["owner"] = "1";
        });

        await store.Client.CopyObjectAsync(TestStore.Bucket, "copy/source+a b", TestStore.Bucket, "copy/kept");
        await store.Client.CopyObjectAsync(new CopyObjectRequest
        {
            SourceBucket = TestStore.Bucket,
            SourceKey = "copy/source+a b",
            DestinationBucket = TestStore.Bucket,
            DestinationKey = "copy/replaced",
            MetadataDirective = S3MetadataDirective.REPLACE,
            ContentType = "text/html",
            Metadata = { ["owner"] = "2" },
        });

        var kept = await store.Client.GetObjectMetadataAsync(TestStore.Bucket, "copy/kept");
        var replaced = await store.Client.GetObjectMetadataAsync(TestStore.Bucket, "copy/replaced");
        (kept.Headers.ContentType, kept.Metadata["owner"]).ShouldBe(("text/plain", "1"));
        (replaced.Headers.ContentType, replaced.Metadata["owner"]).ShouldBe(("text/html", "2"));
        kept.ETag.ShouldBe(replaced.ETag);
        (await TextAsync("copy/kept")).ShouldBe("content");
    }

    [Fact]
    public async Task A_copy_needs_a_source_that_exists_and_differs()
    {
        await PutAsync("copy/same", "content");

        await store.Client.CopyObjectAsync(TestStore.Bucket, "copy/absent", TestStore.Bucket, "copy/x").ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchKey");
        await store.Client.CopyObjectAsync("absent-bucket", "copy/same", TestStore.Bucket, "copy/x").ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchBucket");
        await store.Client.CopyObjectAsync(TestStore.Bucket, "copy/same", TestStore.Bucket, "copy/same").ShouldFailAsync(HttpStatusCode.BadRequest, "InvalidRequest");
        await store.Client.CopyObjectAsync(new CopyObjectRequest
        {
            SourceBucket = TestStore.Bucket,
            SourceKey = "copy/same",
            DestinationBucket = TestStore.Bucket,
            DestinationKey = "copy/x",
            ETagToMatch = "\"other\"",
        }).ShouldFailAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
    }

    [Fact]
    public async Task A_deleted_object_is_gone_and_deleting_again_succeeds()
    {
        await PutAsync("deleted", "content");

        await store.Client.DeleteObjectAsync(TestStore.Bucket, "deleted");
        await store.Client.DeleteObjectAsync(TestStore.Bucket, "deleted");

        await store.Client.GetObjectAsync(TestStore.Bucket, "deleted").ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchKey");
        await store.Client.GetObjectMetadataAsync(TestStore.Bucket, "deleted").ShouldFailAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Many_objects_are_deleted_at_once()
    {
        foreach (var key in new[] { "many/a", "many/b & <c>", "many/ü" })
        {
            await PutAsync(key, key);
        }

        var answer = await store.Client.DeleteObjectsAsync(new DeleteObjectsRequest
        {
            BucketName = TestStore.Bucket,
            Objects = [new() { Key = "many/a" }, new() { Key = "many/b & <c>" }, new() { Key = "many/absent" }],
        });

        answer.DeletedObjects.Select(deleted => deleted.Key).ShouldBe(["many/a", "many/b & <c>", "many/absent"]);
        var left = await store.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = TestStore.Bucket, Prefix = "many/" });
        left.S3Objects.Select(item => item.Key).ShouldBe(["many/ü"]);
    }

    [Theory]
    [InlineData("CRC32")]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task Every_checksum_of_the_client_is_verified_and_given_back(string algorithm)
    {
        var key = "checksum/" + algorithm;
        var content = RandomNumberGenerator.GetBytes(200_001);

        await store.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = TestStore.Bucket,
            Key = key,
            InputStream = new MemoryStream(content),
            ChecksumAlgorithm = ChecksumAlgorithm.FindValue(algorithm),
        });

        // The client compares the checksum with the bytes itself.
        using var got = await store.Client.GetObjectAsync(new GetObjectRequest { BucketName = TestStore.Bucket, Key = key, ChecksumMode = ChecksumMode.ENABLED });
        (await ReadAsync(got)).ShouldBe(content);
        var checksums = new[] { got.ChecksumCRC32, got.ChecksumSHA1, got.ChecksumSHA256 };
        checksums.Count(checksum => checksum is not null).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wrong_checksum_or_md5_is_BadDigest_and_stores_nothing(bool md5)
    {
        var put = PutAsync("bad-digest", "content", request =>
        {
            if (md5)
            {
                request.MD5Digest = Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.MD5, "other"u8));
            }
            else
            {
                request.ChecksumCRC32 = "AAAAAA==";
            }
        });

        await put.ShouldFailAsync(HttpStatusCode.BadRequest, "BadDigest");
        await store.Client.GetObjectAsync(TestStore.Bucket, "bad-digest").ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchKey");
    }

    private async Task<string> PutAsync(string key, string content, Action<PutObjectRequest>? configure = null)
    {
        var request = new PutObjectRequest { BucketName = TestStore.Bucket, Key = key, ContentBody = content };
        configure?.Invoke(request);
        return (await store.Client.PutObjectAsync(request)).ETag;
    }

    private async Task<string> TextAsync(string key)
    {
        using var got = await store.Client.GetObjectAsync(TestStore.Bucket, key);
        return Encoding.UTF8.GetString(await ReadAsync(got));
    }

    private static async Task<byte[]> ReadAsync(GetObjectResponse response)
    {
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content);
        return content.ToArray();
    }
}
