using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using LearningPlatform.Embedded.ObjectStorage;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>What parallel writers, broken connections and restarts may not do.</summary>
public sealed class DurabilityTests
{
    [Fact]
    public async Task Parallel_writers_of_a_key_never_mix()
    {
        await using var store = await TestStore.StartAsync();
        const int Writers = 32;
        var contents = Enumerable.Range(0, Writers).Select(i => RandomNumberGenerator.GetBytes(100_000 + i)).ToList();
        var hashes = contents.Select(RawRequest.Sha256).ToHashSet();
        using var done = new CancellationTokenSource();
        await PutAsync(store, "shared", contents[0]);

        var reader = Task.Run(async () =>
        {
            var reads = 0;
            for (; !done.IsCancellationRequested; reads++)
            {
                hashes.ShouldContain(RawRequest.Sha256(await GetAsync(store, "shared")));
            }

            return reads;
        });
        await Task.WhenAll(contents.Select(content => PutAsync(store, "shared", content)));
        await done.CancelAsync();

        (await reader).ShouldBeGreaterThan(0);
        var last = await GetAsync(store, "shared");
        hashes.ShouldContain(RawRequest.Sha256(last));
        var listed = await store.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = TestStore.Bucket });
        listed.S3Objects.Single().Size.ShouldBe(last.Length);
        listed.S3Objects.Single().ETag.ShouldBe((await store.Client.GetObjectMetadataAsync(TestStore.Bucket, "shared")).ETag);
    }

    [Fact]
    public async Task Only_one_of_many_creates_a_key()
    {
        await using var store = await TestStore.StartAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            try
            {
                await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = TestStore.Bucket, Key = "once", ContentBody = "x", IfNoneMatch = "*" });
                return HttpStatusCode.OK;
            }
            catch (AmazonS3Exception e)
            {
                return e.StatusCode;
            }
        }));

        outcomes.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
        outcomes.Count(status => status == HttpStatusCode.PreconditionFailed).ShouldBe(31);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_the_old_object()
    {
        await using var store = await TestStore.StartAsync();
        await PutAsync(store, "kept", "old"u8.ToArray());
        var request = new RawRequest(store, "PUT", "/materials/kept", new byte[1_000_000]);
        request.Sign();

        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, store.Server.Endpoint.Port);
            var head = string.Concat(request.Headers.Select(header => $"{header.Key}: {header.Value}\r\n"));
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT /materials/kept HTTP/1.1\r\ncontent-length: 1000000\r\n{head}\r\n"));
            await socket.GetStream().WriteAsync(new byte[300_000]);
            await Eventually(() => Temporary(store).Length == 1);
        }

        await Eventually(() => Temporary(store).Length == 0);
        (await GetAsync(store, "kept")).ShouldBe("old"u8.ToArray());
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart_and_leftovers_are_not()
    {
        var folder = Directory.CreateTempSubdirectory("object-storage-").FullName;
        try
        {
            string upload;
            await using (var first = await TestStore.StartAsync(new TestStore { Folder = folder }))
            {
                await PutAsync(first, "ключ/😀", "content"u8.ToArray());
                upload = (await first.Client.InitiateMultipartUploadAsync(TestStore.Bucket, "later")).UploadId;
                await first.Client.UploadPartAsync(new UploadPartRequest { BucketName = TestStore.Bucket, Key = "later", UploadId = upload, PartNumber = 1, InputStream = new MemoryStream([1]) });
            }

            // What a killed process leaves: a file that was never renamed, and one that lost its end.
            var whole = Directory.GetFiles(Path.Combine(folder, "buckets", TestStore.Bucket, "objects")).Single();
            await File.WriteAllTextAsync(Path.Combine(folder, "tmp", "leftover"), "half");
            await File.WriteAllBytesAsync(Path.Combine(Path.GetDirectoryName(whole)!, new string('a', 64)), (await File.ReadAllBytesAsync(whole))[..^5]);

            await using var second = await TestStore.StartAsync(new TestStore { Folder = folder });
            Temporary(second).ShouldBeEmpty();
            (await second.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = TestStore.Bucket })).S3Objects.Select(item => item.Key).ShouldBe(["ключ/😀"]);
            (await GetAsync(second, "ключ/😀")).ShouldBe("content"u8.ToArray());
            (await second.Client.ListPartsAsync(TestStore.Bucket, "later", upload)).Parts.Count.ShouldBe(1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_belongs_to_one_server_at_a_time()
    {
        await using var store = await TestStore.StartAsync();

        await Should.ThrowAsync<IOException>(() => TestStore.StartAsync(new TestStore { Folder = store.DataDirectory }));
    }

    [Fact]
    public async Task A_port_in_use_is_an_IOException()
    {
        await using var store = await TestStore.StartAsync();
        var folder = Directory.CreateTempSubdirectory("object-storage-").FullName;

        await Should.ThrowAsync<IOException>(() => ObjectStorageServer.StartAsync(
            new ObjectStorageOptions { DataDirectory = folder, Port = store.Server.Endpoint.Port, AccessKey = "a", SecretKey = "b" }, CancellationToken.None));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_read_that_began_ends_with_the_object_it_began_with()
    {
        await using var store = await TestStore.StartAsync();
        var old = RandomNumberGenerator.GetBytes(20_000_000);
        await PutAsync(store, "replaced", old);

        using var got = await store.Client.GetObjectAsync(TestStore.Bucket, "replaced");
        await PutAsync(store, "replaced", [1, 2, 3]);
        await store.Client.DeleteObjectAsync(TestStore.Bucket, "replaced");
        using var content = new MemoryStream();
        await got.ResponseStream.CopyToAsync(content);

        content.ToArray().AsSpan().SequenceEqual(old).ShouldBeTrue();
    }

    [Theory]
    [InlineData("5368709121")]
    [InlineData("9223372036854775807")]
    public async Task An_object_over_5_gib_is_refused_before_its_body(string length)
    {
        await using var store = await TestStore.StartAsync();
        var request = new RawRequest(store, "PUT", "/materials/huge") { BodyHash = "UNSIGNED-PAYLOAD" };
        request.Sign();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, store.Server.Endpoint.Port);
        var head = string.Concat(request.Headers.Select(header => $"{header.Key}: {header.Value}\r\n"));

        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"PUT /materials/huge HTTP/1.1\r\nconnection: close\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n{head}\r\n")));
        var (reader, answer) = (new StreamReader(socket.GetStream()), new StringBuilder());
        while (!answer.ToString().Contains("</Error>", StringComparison.Ordinal) && await reader.ReadLineAsync() is { } line)
        {
            answer.AppendLine(line);
            if (line.Length == 0)
            {
                var body = new char[2000];
                answer.Append(body, 0, await reader.ReadAsync(body));
            }
        }

        answer.ToString().ShouldStartWith("HTTP/1.1 400");
        answer.ToString().ShouldContain("<Code>EntityTooLarge</Code>");
    }

    private static string[] Temporary(TestStore store) => Directory.GetFileSystemEntries(Path.Combine(store.DataDirectory, "tmp"));

    private static Task<PutObjectResponse> PutAsync(TestStore store, string key, byte[] content) =>
        store.Client.PutObjectAsync(new PutObjectRequest { BucketName = TestStore.Bucket, Key = key, InputStream = new MemoryStream(content) });

    private static async Task<byte[]> GetAsync(TestStore store, string key)
    {
        using var got = await store.Client.GetObjectAsync(TestStore.Bucket, key);
        using var content = new MemoryStream();
        await got.ResponseStream.CopyToAsync(content);
        return content.ToArray();
    }

    /// <summary>Waits for what the server does after a connection is gone; the test's own time-out ends it otherwise.</summary>
    private static async Task Eventually(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
