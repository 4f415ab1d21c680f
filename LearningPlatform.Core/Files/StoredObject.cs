namespace LearningPlatform.Core.Files;

/// <summary>An object that is being read; disposing it ends the transfer.</summary>
public sealed class StoredObject(Stream content, string mediaType, long length, string etag, IDisposable transfer) : IAsyncDisposable
{
    public Stream Content { get; } = content;

    public string MediaType { get; } = mediaType;

    /// <summary>In bytes.</summary>
    public long Length { get; } = length;

    /// <summary>Of exactly these bytes; with quotes.</summary>
    public string ETag { get; } = etag;

    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync();
        transfer.Dispose();
    }
}

/// <summary>What is known of an object without reading it.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="MediaType">As it was declared on upload.</param>
/// <param name="ETag">Changes with the content; with quotes.</param>
/// <param name="LastModified">In whole seconds.</param>
public sealed record ObjectInfo(long Length, string MediaType, string ETag, DateTimeOffset LastModified);

/// <summary>The platform's buckets (document 2 names avatars, materials and temporary uploads).</summary>
public static class Buckets
{
    public const string CourseImages = "course-images";
    public const string UserAvatars = "user-avatars";
    public const string Materials = "materials";
    public const string TempUploads = "temp-uploads";
    public const string Media = "media";
    public const string Submissions = "submissions";

    /// <summary>What people have asked to take along; kept for a week.</summary>
    public const string Exports = "exports";

    public static readonly string[] All = [CourseImages, UserAvatars, Materials, Media, Submissions, TempUploads, Exports];
}
