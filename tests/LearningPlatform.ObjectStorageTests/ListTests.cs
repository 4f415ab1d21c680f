using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>Listing a bucket of 2,500 keys and a few odd ones.</summary>
public sealed class ListTests(ListTests.FilledStore filled) : IClassFixture<ListTests.FilledStore>
{
    private static readonly string[] Odd = ["odd/&<>\"'", "odd/a b+c%20", "odd/é", "odd/\uFF5E", "odd/😀", "odd/😀/inside"];
    private static readonly string[] Folders = [.. Enumerable.Range(0, 2500).Select(i => $"f{i / 100:D2}/{i:D4}")];

    private AmazonS3Client Client => filled.Store.Client;

    [Theory]
    [InlineData(1000)]
    [InlineData(999)]
    [InlineData(7)]
    public async Task Version_2_pages_give_every_key_once_and_in_order(int size)
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = TestStore.Bucket, MaxKeys = size };
        ListObjectsV2Response page;
        do
        {
            page = await Client.ListObjectsV2Async(request);
            page.S3Objects.Count.ShouldBeLessThanOrEqualTo(size);
            page.KeyCount.ShouldBe(page.S3Objects.Count);
            keys.AddRange(page.S3Objects.Select(item => item.Key));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        // The order is that of UTF-8: the emoji, two UTF-16 surrogates, comes after U+FF5E.
        keys.ShouldBe([.. Folders, .. Odd]);
    }

    [Fact]
    public async Task Version_1_pages_give_every_key_once_and_in_order()
    {
        var keys = new List<string>();
        var request = new ListObjectsRequest { BucketName = TestStore.Bucket };
        ListObjectsResponse page;
        do
        {
            page = await Client.ListObjectsAsync(request);
            keys.AddRange(page.S3Objects.Select(item => item.Key));
            request.Marker = page.S3Objects[^1].Key;
        }
        while (page.IsTruncated == true);

        keys.ShouldBe([.. Folders, .. Odd]);
    }

    [Fact]
    public async Task A_delimiter_groups_keys_over_pages()
    {
        var groups = new List<string>();
        var request = new ListObjectsV2Request { BucketName = TestStore.Bucket, Delimiter = "/", MaxKeys = 4 };
        ListObjectsV2Response page;
        do
        {
            page = await Client.ListObjectsV2Async(request);
            groups.AddRange(page.CommonPrefixes);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        groups.ShouldBe([.. Enumerable.Range(0, 25).Select(i => $"f{i:D2}/"), "odd/"]);
    }

    [Fact]
    public async Task A_delimiter_groups_keys_over_pages_of_version_1()
    {
        var groups = new List<string>();
        var request = new ListObjectsRequest { BucketName = TestStore.Bucket, Delimiter = "/", MaxKeys = 4 };
        ListObjectsResponse page;
        do
        {
            page = await Client.ListObjectsAsync(request);
            groups.AddRange(page.CommonPrefixes);
            request.Marker = page.NextMarker;
        }
        while (page.IsTruncated == true);

        groups.Count.ShouldBe(26);
        groups.ShouldBeUnique();
    }

    [Fact]
    public async Task Prefix_and_delimiter_show_one_folder()
    {
        var page = await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = TestStore.Bucket, Prefix = "odd/", Delimiter = "/" });

        page.S3Objects.Select(item => item.Key).ShouldBe(Odd[..^1]);
        page.CommonPrefixes.ShouldBe(["odd/😀/"]);
    }

    [Fact]
    public async Task Url_encoding_carries_any_key()
    {
        var page = await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = TestStore.Bucket, Prefix = "odd/", Encoding = EncodingType.Url });

        page.S3Objects.Select(item => Uri.UnescapeDataString(item.Key)).ShouldContain("odd/é");
    }

    [Fact]
    public async Task Start_after_skips_what_comes_before()
    {
        var page = await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = TestStore.Bucket, Prefix = "f24/", StartAfter = "f24/2497" });

        page.S3Objects.Select(item => item.Key).ShouldBe(["f24/2498", "f24/2499"]);
        (page.S3Objects[0].Size, page.S3Objects[0].ETag).ShouldBe((8, "\"" + filled.ETags["f24/2498"] + "\""));
    }

    [Fact]
    public async Task No_key_is_a_page_too()
    {
        var page = await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = TestStore.Bucket, Prefix = "absent" });

        (page.S3Objects ?? []).ShouldBeEmpty();
        page.IsTruncated!.Value.ShouldBeFalse();
    }

    [Theory]
    [InlineData("list-type=2&max-keys=-1")]
    [InlineData("list-type=2&max-keys=many")]
    [InlineData("continuation-token=%25&list-type=2")]
    [InlineData("encoding-type=base64")]
    public async Task A_query_that_makes_no_sense_is_a_400(string query)
    {
        var request = new RawRequest(filled.Store, "GET", "/materials?" + query);
        request.Sign();

        (await request.SendAsync()).ShouldBe(400, "InvalidArgument");
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_cannot_be_listed() =>
        await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "absent" }).ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchBucket");

    /// <summary>The keys are put once for all tests, 16 at a time and in no order.</summary>
    public sealed class FilledStore : IAsyncLifetime
    {
        public TestStore Store { get; } = new();

        public IReadOnlyDictionary<string, string> ETags { get; private set; } = new Dictionary<string, string>();

        public async Task InitializeAsync()
        {
            await Store.InitializeAsync();
            var etags = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
            var keys = Folders.Concat(Odd).OrderBy(key => key.GetHashCode(StringComparison.Ordinal));
            await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, ct) =>
            {
                var put = await Store.Client.PutObjectAsync(new PutObjectRequest { BucketName = TestStore.Bucket, Key = key, ContentBody = key }, ct);
                etags[key] = put.ETag.Trim('"');
            });
            ETags = etags;
        }

        public Task DisposeAsync() => Store.DisposeAsync();
    }
}
