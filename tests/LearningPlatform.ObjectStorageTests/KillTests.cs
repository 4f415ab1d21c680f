using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>A server that is killed in the middle of many writes.</summary>
public sealed class KillTests
{
    private const int Keys = 8;

    [Fact]
    public async Task A_killed_server_lost_no_acknowledged_write_and_has_no_half_one()
    {
        var folder = Directory.CreateTempSubdirectory("object-storage-").FullName;
        var acknowledged = new ConcurrentDictionary<string, int>();
        using (var process = StartServer(folder))
        {
            using var client = ClientOf(new Uri((await process.StandardOutput.ReadLineAsync())!));
            await client.PutBucketAsync(TestStore.Bucket);
            var writers = Enumerable.Range(0, Keys).Select(i => WriteUntilItDiesAsync(client, $"key-{i}", acknowledged)).ToList();
            while (acknowledged.Count < Keys || acknowledged.Values.Sum() < 10 * Keys)
            {
                await Task.WhenAny(Task.Delay(5), Task.WhenAll(writers));
                process.HasExited.ShouldBeFalse();
            }

            process.Kill();
            await process.WaitForExitAsync();
            await Task.WhenAll(writers);
        }

        await using var store = await TestStore.StartAsync(new TestStore { Folder = folder });
        Directory.GetFileSystemEntries(Path.Combine(folder, "tmp")).ShouldBeEmpty();
        foreach (var (key, version) in acknowledged)
        {
            using var got = await store.Client.GetObjectAsync(TestStore.Bucket, key);
            using var content = new MemoryStream();
            await got.ResponseStream.CopyToAsync(content);

            // The write under way at the end may have arrived without its answer.
            var found = int.Parse(got.Metadata["version"]);
            found.ShouldBeInRange(version, version + 1);
            content.ToArray().AsSpan().SequenceEqual(Content(key, found)).ShouldBeTrue();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task WriteUntilItDiesAsync(AmazonS3Client client, string key, ConcurrentDictionary<string, int> acknowledged)
    {
        for (var version = 1; ; version++)
        {
            try
            {
                await client.PutObjectAsync(new PutObjectRequest
                {
                    BucketName = TestStore.Bucket,
                    Key = key,
                    InputStream = new MemoryStream(Content(key, version)),
                    Metadata = { ["version"] = version.ToString() },
                });
                acknowledged[key] = version;
            }
            catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
            {
                return;
            }
        }
    }

    private static byte[] Content(string key, int version)
    {
        var seed = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{key}/{version}"));
        return [.. Enumerable.Repeat(seed, 5_000).SelectMany(octets => octets)];
    }

    private static Process StartServer(string folder) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(KillTests).Assembly.Location, folder]) { UseShellExecute = false, RedirectStandardOutput = true })!;

    private static AmazonS3Client ClientOf(Uri endpoint) => new(
        new BasicAWSCredentials(TestStore.AccessKey, TestStore.SecretKey),
        new AmazonS3Config { ServiceURL = endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
}
