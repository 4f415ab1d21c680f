using System.Security.Cryptography;
using LearningPlatform.Core.Files;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.Core.Catalog;

/// <summary>The pictures of courses: checked by content, kept in object storage under the hash of their bytes, so that an address never changes its picture.</summary>
public sealed class CourseImages(ObjectStorage storage, ILogger<CourseImages> logger)
{
    /// <summary>The picture's path; the key makes it safe to cache for ever.</summary>
    public static string UrlOf(Guid courseId, string key) => $"/api/v1/courses/{courseId}/image?v={key}";

    /// <summary>Stores a picture and returns its key, or says why it is not one.</summary>
    public async Task<Outcome<string>> SaveAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (!ImageContent.Identify(bytes).TryGet(out var image, out var failure))
        {
            return failure;
        }

        var key = $"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}.{image.Extension}";
        await storage.PutAsync(Buckets.CourseImages, key, new MemoryStream(bytes), image.MediaType, cancellationToken);
        return key;
    }

    /// <summary>Opens a picture; null when it is not there.</summary>
    public Task<StoredObject?> OpenAsync(string key, CancellationToken cancellationToken) =>
        storage.OpenReadAsync(Buckets.CourseImages, key, cancellationToken);

    /// <summary>Removes a picture. The course is gone by then: a storage that is away costs a left-over object, not the request.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await storage.DeleteAsync(Buckets.CourseImages, key, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning(exception, "The picture {Key} could not be removed", key);
        }
    }
}
