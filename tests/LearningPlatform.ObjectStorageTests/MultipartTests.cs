using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>Uploads in parts.</summary>
public sealed class MultipartTests(TestStore store) : IClassFixture<TestStore>
{
    private const int PartSize = 5 * 1024 * 1024;

    [Fact]
    public async Task The_transfer_utility_brings_a_large_file_up()
    {
        var content = RandomNumberGenerator.GetBytes((3 * PartSize) + 17);
        using var transfer = new TransferUtility(store.Client, new TransferUtilityConfig { MinSizeBeforePartUpload = PartSize });

        await transfer.UploadAsync(new TransferUtilityUploadRequest
        {
            BucketName = TestStore.Bucket,
            Key = "transfer",
            InputStream = new MemoryStream(content),
            PartSize = PartSize,
            ContentType = "video/mp4",
            Metadata = { ["owner"] = "1" },
        });

        using var got = await store.Client.GetObjectAsync(TestStore.Bucket, "transfer");
        using var read = new MemoryStream();
        await got.ResponseStream.CopyToAsync(read);
        read.ToArray().AsSpan().SequenceEqual(content).ShouldBeTrue();
        (got.Headers.ContentType, got.Metadata["owner"]).ShouldBe(("video/mp4", "1"));
        got.ETag.ShouldBe($"\"{MultipartETag(content)}\"");
        (await ListUploadsAsync("transfer")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SHA256", "COMPOSITE")]
    [InlineData("CRC32", "COMPOSITE")]
    [InlineData("CRC32", "FULL_OBJECT")]
    public async Task A_checksum_of_the_whole_goes_with_the_object(string algorithm, string type)
    {
        var begun = await store.Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = TestStore.Bucket,
            Key = "checked",
            ChecksumAlgorithm = ChecksumAlgorithm.FindValue(algorithm),
            ChecksumType = ChecksumType.FindValue(type),
        });
        var parts = new List<PartETag>
        {
            new(await UploadAsync("checked", begun.UploadId, 1, new byte[PartSize], algorithm)),
            new(await UploadAsync("checked", begun.UploadId, 2, "end"u8.ToArray(), algorithm)),
        };

        var completed = await CompleteAsync("checked", begun.UploadId, parts);

        var head = await store.Client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = TestStore.Bucket, Key = "checked", ChecksumMode = ChecksumMode.ENABLED });
        var checksum = algorithm == "CRC32" ? head.ChecksumCRC32 : head.ChecksumSHA256;
        checksum.ShouldNotBeNull();
        checksum.EndsWith("-2", StringComparison.Ordinal).ShouldBe(type == "COMPOSITE");
        head.ChecksumType.Value.ShouldBe(type);
        completed.ETag.ShouldBe(head.ETag);

        // The client itself compares the full checksum with the bytes.
        using var got = await store.Client.GetObjectAsync(TestStore.Bucket, "checked");
        await got.ResponseStream.CopyToAsync(Stream.Null);
    }

    [Fact]
    public async Task Parts_are_listed_replaced_and_put_in_order()
    {
        var id = await BeginAsync("parts");
        var second = await UploadAsync("parts", id, 2, "end"u8.ToArray());
        await UploadAsync("parts", id, 1, new byte[10]);
        var first = await UploadAsync("parts", id, 1, new byte[PartSize]);
        await UploadAsync("parts", id, 9, "not listed"u8.ToArray());

        var page = await store.Client.ListPartsAsync(new ListPartsRequest { BucketName = TestStore.Bucket, Key = "parts", UploadId = id, MaxParts = 2 });
        page.Parts.Select(part => (part.PartNumber, part.Size)).ShouldBe([(1, PartSize), (2, 3)]);
        page.IsTruncated!.Value.ShouldBeTrue();
        var rest = await store.Client.ListPartsAsync(new ListPartsRequest { BucketName = TestStore.Bucket, Key = "parts", UploadId = id, PartNumberMarker = page.NextPartNumberMarker.ToString() });
        rest.Parts.Select(part => part.PartNumber).ShouldBe([9]);

        await CompleteAsync("parts", id, [new(first), new(second)]);
        (await store.Client.GetObjectMetadataAsync(TestStore.Bucket, "parts")).ContentLength.ShouldBe(PartSize + 3);
    }

    [Fact]
    public async Task A_completion_that_lists_wrong_parts_is_refused_and_can_be_repeated()
    {
        var id = await BeginAsync("wrong");
        var first = new PartETag(await UploadAsync("wrong", id, 1, new byte[100]));
        var second = new PartETag(await UploadAsync("wrong", id, 2, new byte[100]));

        await CompleteAsync("wrong", id, [new PartETag(1, "\"0123\"")]).ShouldFailAsync(HttpStatusCode.BadRequest, "InvalidPart");
        await CompleteAsync("wrong", id, [new PartETag(7, first.ETag)]).ShouldFailAsync(HttpStatusCode.BadRequest, "InvalidPart");
        await CompleteAsync("wrong", id, [first, second]).ShouldFailAsync(HttpStatusCode.BadRequest, "EntityTooSmall");
        (await CompleteRawAsync("wrong", id, second, first)).ShouldBe(400, "InvalidPartOrder");
        await store.Client.GetObjectAsync(TestStore.Bucket, "wrong").ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchKey");

        await CompleteAsync("wrong", id, [second]);
        await CompleteAsync("wrong", id, [second]).ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchUpload");
    }

    [Fact]
    public async Task An_aborted_upload_is_gone()
    {
        var id = await BeginAsync("aborted");
        await UploadAsync("aborted", id, 1, new byte[100]);
        (await ListUploadsAsync("aborted")).ShouldBe([id]);

        await store.Client.AbortMultipartUploadAsync(TestStore.Bucket, "aborted", id);

        (await ListUploadsAsync("aborted")).ShouldBeEmpty();
        await UploadAsync("aborted", id, 2, new byte[100]).ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchUpload");
        await store.Client.AbortMultipartUploadAsync(TestStore.Bucket, "aborted", id).ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchUpload");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../objects")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task An_upload_id_that_was_never_given_out_is_refused(string id)
    {
        // Something to find, if an id could climb out of the uploads.
        var real = await BeginAsync("any");
        var bucket = Path.Combine(store.DataDirectory, "buckets", TestStore.Bucket);
        File.Copy(Path.Combine(bucket, "uploads", real, "upload.json"), Path.Combine(bucket, "upload.json"), overwrite: true);
        File.Copy(Path.Combine(bucket, "uploads", real, "upload.json"), Path.Combine(bucket, "objects", "upload.json"), overwrite: true);

        await UploadAsync("any", id, 1, new byte[1]).ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchUpload");
        await store.Client.AbortMultipartUploadAsync(TestStore.Bucket, "any", id).ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchUpload");
    }

    [Fact]
    public async Task An_upload_belongs_to_its_key()
    {
        var id = await BeginAsync("mine");

        await UploadAsync("yours", id, 1, new byte[1]).ShouldFailAsync(HttpStatusCode.NotFound, "NoSuchUpload");
    }

    [Fact]
    public async Task A_part_can_be_a_range_of_another_object()
    {
        await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = TestStore.Bucket, Key = "source", ContentBody = "0123456789" });
        var id = await BeginAsync("assembled");

        var part = await store.Client.CopyPartAsync(new CopyPartRequest
        {
            SourceBucket = TestStore.Bucket,
            SourceKey = "source",
            DestinationBucket = TestStore.Bucket,
            DestinationKey = "assembled",
            UploadId = id,
            PartNumber = 1,
            FirstByte = 3,
            LastByte = 5,
        });
        await CompleteAsync("assembled", id, [new PartETag(1, part.ETag)]);

        using var got = await store.Client.GetObjectAsync(TestStore.Bucket, "assembled");
        (await new StreamReader(got.ResponseStream).ReadToEndAsync()).ShouldBe("345");
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>&x;</ETag></Part></CompleteMultipartUpload>")]
    [InlineData("<CompleteMultipartUpload>")]
    [InlineData("<CompleteMultipartUpload/>")]
    [InlineData("<Other/>")]
    [InlineData("no xml")]
    [InlineData("")]
    public async Task Hostile_xml_is_refused(string xml)
    {
        var id = await BeginAsync("xml");
        var request = new RawRequest(store, "POST", $"/materials/xml?uploadId={id}", System.Text.Encoding.UTF8.GetBytes(xml));
        request.Sign();

        (await request.SendAsync()).ShouldBe(400, "MalformedXML");
    }

    private async Task<string> BeginAsync(string key) => (await store.Client.InitiateMultipartUploadAsync(TestStore.Bucket, key)).UploadId;

    private Task<UploadPartResponse> UploadAsync(string key, string id, int number, byte[] content, string algorithm = "CRC32") => store.Client.UploadPartAsync(new UploadPartRequest
    {
        BucketName = TestStore.Bucket,
        Key = key,
        UploadId = id,
        PartNumber = number,
        InputStream = new MemoryStream(content),
        ChecksumAlgorithm = ChecksumAlgorithm.FindValue(algorithm),
    });

    private Task<CompleteMultipartUploadResponse> CompleteAsync(string key, string id, List<PartETag> parts) =>
        store.Client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = TestStore.Bucket, Key = key, UploadId = id, PartETags = parts });

    // The AWS client sorts the parts itself.
    private Task<RawResponse> CompleteRawAsync(string key, string id, params PartETag[] parts)
    {
        var xml = string.Concat(parts.Select(part => $"<Part><PartNumber>{part.PartNumber}</PartNumber><ETag>{part.ETag}</ETag></Part>"));
        var body = System.Text.Encoding.UTF8.GetBytes($"<CompleteMultipartUpload>{xml}</CompleteMultipartUpload>");
        var request = new RawRequest(store, "POST", $"/materials/{key}?uploadId={id}", body);
        request.Sign();
        return request.SendAsync();
    }

    private async Task<List<string>> ListUploadsAsync(string prefix)
    {
        var uploads = await store.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = TestStore.Bucket, Prefix = prefix });
        return uploads.MultipartUploads?.Select(upload => upload.UploadId).ToList() ?? [];
    }

    private static string MultipartETag(byte[] content)
    {
        var digests = content.Chunk(PartSize).Select(part => CryptographicOperations.HashData(HashAlgorithmName.MD5, part)).ToList();
        return $"{Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, digests.SelectMany(digest => digest).ToArray()))}-{digests.Count}";
    }
}
