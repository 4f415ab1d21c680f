using System.Net;
using Amazon.S3.Model;
using Amazon.S3.Util;

namespace LearningPlatform.ObjectStorageTests;

public sealed class BucketTests(TestStore store) : IClassFixture<TestStore>
{
    [Fact]
    public async Task A_bucket_is_created_listed_and_deleted()
    {
        await store.Client.PutBucketAsync("course-images");

        (await store.Client.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName).ShouldBe(["course-images", TestStore.Bucket]);
        (await AmazonS3Util.DoesS3BucketExistV2Async(store.Client, "course-images")).ShouldBeTrue();

        await store.Client.DeleteBucketAsync("course-images");

        (await AmazonS3Util.DoesS3BucketExistV2Async(store.Client, "course-images")).ShouldBeFalse();
        await store.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "course-images" }).ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchBucket");
        await store.Client.DeleteBucketAsync("course-images").ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchBucket");
    }

    [Fact]
    public async Task A_bucket_exists_once() =>
        await store.Client.PutBucketAsync(TestStore.Bucket).ShouldFailAsync(HttpStatusCode.Conflict, "BucketAlreadyOwnedByYou");

    [Fact]
    public async Task A_bucket_with_objects_is_not_deleted()
    {
        await store.Client.PutBucketAsync("full");
        await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = "full", Key = "a", ContentBody = "x" });

        await store.Client.DeleteBucketAsync("full").ShouldFailAsync(HttpStatusCode.Conflict, "BucketNotEmpty");

        await store.Client.DeleteObjectAsync("full", "a");
        await store.Client.DeleteBucketAsync("full");
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Upper")]
    [InlineData("under_score")]
    [InlineData("-dash")]
    [InlineData("dots..dots")]
    [InlineData("%E2%82%AC%E2%82%AC%E2%82%AC")]
    public async Task A_bucket_name_has_rules(string name)
    {
        var request = new RawRequest(store, "PUT", "/" + name);
        request.Sign();

        (await request.SendAsync()).ShouldBe(400, "InvalidBucketName");
    }

    [Fact]
    public async Task A_put_into_no_bucket_is_refused() =>
        await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = "absent", Key = "a", ContentBody = "x" }).ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchBucket");

    [Theory]
    [InlineData("PUT", "/materials?cors")]
    [InlineData("GET", "/materials?policy")]
    [InlineData("PUT", "/materials/a?acl")]
    [InlineData("GET", "/materials/a?tagging")]
    public async Task What_is_not_served_says_so(string method, string path)
    {
        var request = new RawRequest(store, method, path);
        request.Sign();

        (await request.SendAsync()).ShouldBe(501, "NotImplemented");
    }

    [Fact]
    public async Task Encryption_is_not_promised()
    {
        await store.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = TestStore.Bucket,
            Key = "a",
            ContentBody = "x",
            ServerSideEncryptionMethod = Amazon.S3.ServerSideEncryptionMethod.AES256,
        }).ShouldFailAsync(HttpStatusCode.NotImplemented, "NotImplemented");
    }
}
