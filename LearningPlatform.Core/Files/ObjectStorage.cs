using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Files;

/// <summary>
/// Files in an S3 store: the embedded engine's, MinIO, AWS S3 or any other that speaks the protocol. The connection string is
/// <c>Endpoint=…;AccessKey=…;SecretKey=…</c>, with <c>Region</c> where it is not us-east-1, and <c>PublicEndpoint</c> where
/// browsers reach the store under another address than the services.
/// </summary>
/// <remarks>
/// A store that is away or fails comes as <see cref="HttpRequestException"/>, what it refuses as <see cref="AmazonS3Exception"/>; that
/// something is not there is a value, not an exception.
/// </remarks>
public sealed class ObjectStorage : IDisposable
{
    private readonly StorageConnection _connection;
    private readonly BucketRequests _buckets;
    private readonly Lazy<AmazonS3Client> _client;
    private readonly Lazy<AmazonS3Client> _signer;

    /// <param name="connectionString">See the type's summary.</param>
    /// <exception cref="ArgumentException">A part is missing or not an address. The message holds no secret.</exception>
    public ObjectStorage(string connectionString)
    {
        _connection = StorageConnection.Parse(connectionString);

        _buckets = new BucketRequests(_connection);

        // Made when first needed: the SDK's own start-up costs memory that an idle service does not have to spend.
        _client = new(() => _connection.CreateClient(_connection.Endpoint));
        _signer = _connection.PublicEndpoint == _connection.Endpoint
            ? _client
            : new(() => _connection.CreateClient(_connection.PublicEndpoint));
    }

    /// <summary>Creates the buckets that are not there yet. Safe on several replicas at once.</summary>
    public async Task EnsureBucketsAsync(IEnumerable<string> buckets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        foreach (var bucket in buckets)
        {
            // Asked first: the right to create buckets is not needed where an operator made them.
            if (!await _buckets.ExistsAsync(bucket, cancellationToken))
            {
                await _buckets.CreateAsync(bucket, cancellationToken);
            }
        }
    }

    /// <summary>Stores an object, in place of one that has the same key. Readers see the old one or the new one, whole.</summary>
    /// <param name="bucket">One of <see cref="Buckets"/>.</param>
    /// <param name="key">At most 1,024 bytes.</param>
    /// <param name="content">Must be seekable, as a retry reads it again; stays open.</param>
    /// <param name="mediaType">What readers are told; must come from the content, not from its sender.</param>
    /// <param name="cancellationToken">Ends the transfer; nothing is stored then.</param>
    public Task PutAsync(string bucket, string key, Stream content, string mediaType, CancellationToken cancellationToken) =>
        AskAsync(_client.Value.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = bucket,
                Key = key,
                InputStream = content,
                ContentType = mediaType,
                AutoCloseStream = false,
            },
            cancellationToken));

    /// <summary>Opens an object for reading; null when there is none.</summary>
    public async Task<StoredObject?> OpenReadAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            var response = await AskAsync(_client.Value.GetObjectAsync(bucket, key, cancellationToken));
            return new(response.ResponseStream, response.Headers.ContentType, response.ContentLength, response.ETag, response);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>What is known of an object without reading it; null when there is none.</summary>
    public async Task<ObjectInfo?> HeadAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            var response = await AskAsync(_client.Value.GetObjectMetadataAsync(bucket, key, cancellationToken));
            var modified = new DateTimeOffset(response.LastModified.GetValueOrDefault().ToUniversalTime());
            return new ObjectInfo(response.ContentLength, response.Headers.ContentType, response.ETag, modified);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Copies an object within the store, with its media type; false when there is none.</summary>
    /// <param name="sourceBucket">Where from.</param>
    /// <param name="sourceKey">What.</param>
    /// <param name="bucket">Where to.</param>
    /// <param name="key">Replaced if it is there.</param>
    /// <param name="etag">
    /// If given, the copy is only made of exactly this content: an upload that was checked and then changed is not taken over.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> CopyAsync(
        string sourceBucket, string sourceKey, string bucket, string key, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            var request = new CopyObjectRequest
            {
                SourceBucket = sourceBucket,
                SourceKey = sourceKey,
                DestinationBucket = bucket,
                DestinationKey = key,
                ETagToMatch = etag,
            };
            await AskAsync(_client.Value.CopyObjectAsync(request, cancellationToken));
            return true;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    /// <summary>Removes an object; one that is not there is no error.</summary>
    public Task DeleteAsync(string bucket, string key, CancellationToken cancellationToken) =>
        AskAsync(_client.Value.DeleteObjectAsync(bucket, key, cancellationToken));

    /// <summary>A URL with which anybody can read the object until it expires.</summary>
    /// <param name="bucket">Where it is.</param>
    /// <param name="key">Which.</param>
    /// <param name="lifetime">At most seven days.</param>
    /// <param name="downloadName">If given, browsers save the object as a file of this name instead of showing it.</param>
    /// <param name="inline">Whether they show it all the same, under that name.</param>
    public async Task<Uri> SignGetAsync(string bucket, string key, TimeSpan lifetime, string? downloadName = null, bool inline = false)
    {
        var request = Signed(bucket, key, HttpVerb.GET, lifetime);
        if (downloadName is not null)
        {
            // RFC 6266 and 8187: only percent-encoded, so that no name can end the parameter.
            request.ResponseHeaderOverrides.ContentDisposition =
                $"{(inline ? "inline" : "attachment")}; filename*=UTF-8''{Uri.EscapeDataString(downloadName)}";
        }

        return new Uri(await _signer.Value.GetPreSignedURLAsync(request));
    }

    /// <summary>A URL with which anybody can put one object under this key until it expires.</summary>
    /// <param name="bucket">Where to.</param>
    /// <param name="key">One that nobody else writes.</param>
    /// <param name="mediaType">The <c>Content-Type</c> that the client must send.</param>
    /// <param name="length">The <c>Content-Length</c> in bytes that it must send: the store refuses any other.</param>
    /// <param name="lifetime">At most seven days.</param>
    public async Task<Uri> SignPutAsync(string bucket, string key, string mediaType, long length, TimeSpan lifetime)
    {
        var request = Signed(bucket, key, HttpVerb.PUT, lifetime);
        request.ContentType = mediaType;
        request.Headers.ContentLength = length;
        return new Uri(await _signer.Value.GetPreSignedURLAsync(request));
    }

    /// <summary>Asks for a bucket's existence: the cheapest question that proves address, credentials and store.</summary>
    /// <exception cref="HttpRequestException">The store is away, or refuses the credentials, or has no such bucket.</exception>
    public async Task ProbeAsync(string bucket, CancellationToken cancellationToken)
    {
        if (!await _buckets.ExistsAsync(bucket, cancellationToken))
        {
            throw new HttpRequestException("The object storage has no such bucket.", null, HttpStatusCode.NotFound);
        }
    }

    public void Dispose()
    {
        if (_signer.IsValueCreated)
        {
            _signer.Value.Dispose();
        }

        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        _buckets.Dispose();
    }

    private static async Task<T> AskAsync<T>(Task<T> request)
    {
        try
        {
            return await request;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode >= HttpStatusCode.InternalServerError)
        {
            throw new HttpRequestException($"The object storage answered {(int)exception.StatusCode}.", exception, exception.StatusCode);
        }
    }

    // The system's clock: the SDK reckons the lifetime back from its own.
    private GetPreSignedUrlRequest Signed(string bucket, string key, HttpVerb verb, TimeSpan lifetime) => new()
    {
        BucketName = bucket,
        Key = key,
        Verb = verb,
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime + lifetime,
        Protocol = _connection.PublicEndpoint.Scheme == Uri.UriSchemeHttps ? Protocol.HTTPS : Protocol.HTTP,
    };
}

/// <summary>Registration.</summary>
public static class ObjectStorageRegistration
{
    /// <summary>Registers <see cref="ObjectStorage"/>; the connection string is read when it is first used.</summary>
    public static IServiceCollection AddObjectStorage(this IServiceCollection services, Func<IServiceProvider, string> connectionString) =>
        services.AddSingleton(provider => new ObjectStorage(connectionString(provider)));

    /// <summary>Registers <see cref="ObjectStorage"/> for a connection string that is known already.</summary>
    public static IServiceCollection AddObjectStorage(this IServiceCollection services, string connectionString) =>
        services.AddObjectStorage(_ => connectionString);
}
