using System.Data.Common;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Files;

/// <summary>
/// Files in an S3 store: the embedded engine's, MinIO, AWS S3 or any other that speaks the protocol. The connection string is
/// <c>Endpoint=…;AccessKey=…;SecretKey=…</c>, with <c>Region</c> where it is not us-east-1.
/// </summary>
public sealed class ObjectStorage : IDisposable
{
    private readonly Lazy<AmazonS3Client> _client;

    /// <param name="connectionString">See the type's summary.</param>
    public ObjectStorage(string connectionString)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        // Made when first needed: the SDK's own start-up costs memory that an idle service does not have to spend.
        _client = new(() => new(
            new BasicAWSCredentials((string)parts["AccessKey"], (string)parts["SecretKey"]),
            new AmazonS3Config
            {
                ServiceURL = (string)parts["Endpoint"],
                AuthenticationRegion = parts.TryGetValue("Region", out var region) ? (string)region : "us-east-1",
                ForcePathStyle = true,
                MaxErrorRetry = 2,
                Timeout = TimeSpan.FromSeconds(30),
            }));
    }

    /// <summary>Creates the buckets that are not there yet.</summary>
    public async Task EnsureBucketsAsync(IEnumerable<string> buckets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        foreach (var bucket in buckets)
        {
            try
            {
                await _client.Value.PutBucketAsync(bucket, cancellationToken);
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Conflict)
            {
                // Somebody else's start created it first.
            }
        }
    }

    /// <summary>Stores an object, in place of one that has the same key.</summary>
    public Task PutAsync(string bucket, string key, Stream content, string mediaType, CancellationToken cancellationToken) =>
        _client.Value.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = key, InputStream = content, ContentType = mediaType, AutoCloseStream = false },
            cancellationToken);

    /// <summary>Opens an object for reading; null when there is none.</summary>
    public async Task<StoredObject?> OpenReadAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _client.Value.GetObjectAsync(bucket, key, cancellationToken);
            return new(response.ResponseStream, response.Headers.ContentType, response.ContentLength, response);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Removes an object; one that is not there is no error.</summary>
    public Task DeleteAsync(string bucket, string key, CancellationToken cancellationToken) =>
        _client.Value.DeleteObjectAsync(bucket, key, cancellationToken);

    /// <summary>Asks for a bucket's existence: the cheapest question that proves address, credentials and store.</summary>
    public Task ProbeAsync(string bucket, CancellationToken cancellationToken) =>
        _client.Value.GetBucketLocationAsync(bucket, cancellationToken);

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }
}

/// <summary>An object that is being read; disposing it ends the transfer.</summary>
public sealed class StoredObject(Stream content, string mediaType, long length, IDisposable transfer) : IAsyncDisposable
{
    public Stream Content { get; } = content;
    public string MediaType { get; } = mediaType;

    /// <summary>In bytes.</summary>
    public long Length { get; } = length;

    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync();
        transfer.Dispose();
    }
}

/// <summary>The platform's buckets (document 2 names all but the first).</summary>
public static class Buckets
{
    public const string CourseImages = "course-images";
    public const string UserAvatars = "user-avatars";
    public const string Materials = "materials";
    public const string TempUploads = "temp-uploads";

    public static readonly string[] All = [CourseImages, UserAvatars, Materials, TempUploads];
}

/// <summary>Registration.</summary>
public static class ObjectStorageRegistration
{
    /// <summary>Registers <see cref="ObjectStorage"/>; the connection string is read when it is first used.</summary>
    public static IServiceCollection AddObjectStorage(this IServiceCollection services, Func<IServiceProvider, string> connectionString) =>
        services.AddSingleton(provider => new ObjectStorage(connectionString(provider)));
}
