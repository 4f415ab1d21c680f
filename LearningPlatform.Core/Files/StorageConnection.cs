using System.Data.Common;
using Amazon.Runtime;
using Amazon.S3;

namespace LearningPlatform.Core.Files;

/// <summary>A connection string of <see cref="ObjectStorage"/>, taken apart.</summary>
internal sealed class StorageConnection
{
    private StorageConnection(DbConnectionStringBuilder parts)
    {
        (AccessKey, SecretKey) = (Required(parts, "AccessKey"), Required(parts, "SecretKey"));
        Region = Optional(parts, "Region") ?? "us-east-1";
        Endpoint = Address(Required(parts, "Endpoint"), "Endpoint");
        PublicEndpoint = Optional(parts, "PublicEndpoint") is { } address ? Address(address, "PublicEndpoint") : Endpoint;
    }

    public string AccessKey { get; }

    public string SecretKey { get; }

    public string Region { get; }

    public Uri Endpoint { get; }

    /// <summary>Where browsers reach the store; signed URLs carry it.</summary>
    public Uri PublicEndpoint { get; }

    public static StorageConnection Parse(string connectionString)
    {
        try
        {
            return new StorageConnection(new DbConnectionStringBuilder { ConnectionString = connectionString });
        }
        catch (ArgumentException exception) when (exception is not StorageConnectionException)
        {
            // The builder's own message repeats pieces of the string.
            throw new StorageConnectionException("it is not of the form Endpoint=…;AccessKey=…;SecretKey=…");
        }
    }

    public AmazonS3Client CreateClient(Uri endpoint) => new(
        new BasicAWSCredentials(AccessKey, SecretKey),
        new AmazonS3Config
        {
            ServiceURL = endpoint.ToString(),
            AuthenticationRegion = Region,
            ForcePathStyle = true,
            MaxErrorRetry = 2,
            Timeout = TimeSpan.FromSeconds(30),
        });

    private static string Required(DbConnectionStringBuilder parts, string name) =>
        Optional(parts, name) ?? throw new StorageConnectionException($"{name} is missing");

    private static string? Optional(DbConnectionStringBuilder parts, string name) =>
        parts.TryGetValue(name, out var value) && value is string { Length: > 0 } text ? text : null;

    private static Uri Address(string text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new StorageConnectionException($"{name} is not an http or https address");

    private sealed class StorageConnectionException(string reason)
        : ArgumentException($"The connection string of the object storage cannot be used: {reason}.");
}
