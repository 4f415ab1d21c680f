namespace LearningPlatform.Core.Files;

public enum UploadState
{
    /// <summary>Announced; the bytes are on their way, or wait to be checked.</summary>
    Pending,

    /// <summary>Checked, and in its place.</summary>
    Ready,
}

/// <summary>A file as its owner sees it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Purpose">What it can be used for.</param>
/// <param name="State">pending or ready.</param>
/// <param name="FileName">What a download is called.</param>
/// <param name="ContentType">Of the content, checked once it is ready.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hex; null while it is pending and its owner has declared none.</param>
/// <param name="UsedBy">What has claimed it; null for what nothing has, and for media.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">When it goes if it is still pending, or unused, then; null for what stays.</param>
public sealed record UploadView(
    Guid Id,
    UploadPurpose Purpose,
    UploadState State,
    string FileName,
    string ContentType,
    long Size,
    string? Sha256,
    Guid? UsedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt);

/// <summary>What somebody wants to upload.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="FileName">1 to 255 characters; no path.</param>
/// <param name="ContentType">One that the purpose allows.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">If given, the content is held to it; hex.</param>
public sealed record NewUpload(UploadPurpose Purpose, string FileName, string ContentType, long Size, string? Sha256 = null);

/// <summary>How a client sends the bytes: one request, straight to the storage, exactly as said here.</summary>
/// <param name="Upload">The upload; complete it afterwards.</param>
/// <param name="Method">PUT.</param>
/// <param name="UploadUrl">Signed; takes one file of exactly this type and size.</param>
/// <param name="Headers">To send along, exactly.</param>
/// <param name="LinkExpiresAt">When the URL stops working.</param>
public sealed record UploadTicket(
    UploadView Upload, string Method, Uri UploadUrl, IReadOnlyDictionary<string, string> Headers, DateTimeOffset LinkExpiresAt);

/// <summary>A way to a file's bytes that expires.</summary>
/// <param name="Url">Anybody who has it can read the file until then.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="FileName">What a download is called.</param>
/// <param name="ContentType">Of the content.</param>
/// <param name="Size">In bytes.</param>
public sealed record FileLink(Uri Url, DateTimeOffset ExpiresAt, string FileName, string ContentType, long Size);

/// <summary>A row of <c>uploads</c>.</summary>
internal sealed record Upload(
    Guid Id,
    Guid? UserId,
    UploadPurpose Purpose,
    UploadState State,
    string FileName,
    string ContentType,
    long Size,
    string? Sha256,
    Guid? UsedBy,
    string Bucket,
    string ObjectKey,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt)
{
    public UploadView View => new(Id, Purpose, State, FileName, ContentType, Size, Sha256, UsedBy, CreatedAt, ExpiresAt);
}
