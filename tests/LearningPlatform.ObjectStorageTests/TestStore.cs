using Amazon.Runtime;
using Amazon.S3;
using LearningPlatform.Embedded.ObjectStorage;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>A server on a folder of its own with the AWS client for it; both go away with the test.</summary>
public sealed class TestStore : IAsyncLifetime, IAsyncDisposable
{
    public const string AccessKey = "test-access-key";
    public const string SecretKey = "test-secret-key/with+signs";
    public const string Bucket = "materials";

    /// <summary>A fresh one that is deleted with the test, unless a test brings its own.</summary>
    public string? Folder { get; init; }

    public TestClock Clock { get; } = new();

    public string DataDirectory { get; private set; } = null!;

    public string Region { get; init; } = "us-east-1";

    public IReadOnlyList<string> AllowedOrigins { get; init; } = ["*"];

    public ObjectStorageServer Server { get; private set; } = null!;

    public AmazonS3Client Client { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    public static async Task<TestStore> StartAsync(TestStore? store = null)
    {
        store ??= new TestStore();
        await store.InitializeAsync();
        return store;
    }

    public async Task InitializeAsync()
    {
        DataDirectory = Folder ?? Directory.CreateTempSubdirectory("object-storage-").FullName;
        Server = await ObjectStorageServer.StartAsync(
            new ObjectStorageOptions { DataDirectory = DataDirectory, AccessKey = AccessKey, SecretKey = SecretKey, Time = Clock, Region = Region, AllowedOrigins = AllowedOrigins },
            CancellationToken.None);
        Client = CreateClient();
        if ((await Client.ListBucketsAsync()).Buckets is not { Count: > 0 })
        {
            await Client.PutBucketAsync(Bucket);
        }
    }

    public AmazonS3Client CreateClient(Action<AmazonS3Config>? configure = null, string accessKey = AccessKey, string secretKey = SecretKey)
    {
        var config = new AmazonS3Config
        {
            ServiceURL = Server.Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = Region,
            MaxErrorRetry = 0,
        };
        configure?.Invoke(config);
        return new AmazonS3Client(new BasicAWSCredentials(accessKey, secretKey), config);
    }

    public Uri Address(string pathAndQuery) => new(Server.Endpoint, pathAndQuery);

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await Server.DisposeAsync();
        if (Folder is null)
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }
}

/// <summary>The system's clock, moved by what a test says.</summary>
public sealed class TestClock : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
