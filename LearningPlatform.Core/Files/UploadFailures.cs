namespace LearningPlatform.Core.Files;

/// <summary>Why an upload is refused.</summary>
public static class UploadFailures
{
    public static readonly Failure NotFound = Failure.NotFound("UPLOAD_NOT_FOUND", "There is no such upload.");

    public static readonly Failure QuotaExceeded = Failure.Conflict(
        "UPLOAD_QUOTA_EXCEEDED", "Your files take all the room you have. Remove some first.");

    public static readonly Failure NotReceived = Failure.Conflict(
        "UPLOAD_NOT_RECEIVED", "The storage has not got the file yet. Send it to the upload's URL first.");

    public static readonly Failure Changed = Failure.Conflict(
        "UPLOAD_CHANGED", "The file was replaced while it was checked. Complete the upload again.");

    public static readonly Failure NotCompleted = Failure.Conflict("UPLOAD_NOT_COMPLETED", "Complete the upload first.");

    public static readonly Failure WrongPurpose = Failure.Conflict("UPLOAD_PURPOSE_MISMATCH", "The file was uploaded for another purpose.");

    public static readonly Failure InUse = Failure.Conflict("UPLOAD_IN_USE", "The file is in use.");

    public static readonly Failure TypeNotTaken = new(
        FailureKind.UnsupportedMedia, "CONTENT_TYPE_NOT_ALLOWED", "Files of this type are not taken for this purpose.");

    public static Failure TooLarge(long maxBytes) =>
        new(FailureKind.TooLarge, "UPLOAD_TOO_LARGE", $"A file for this purpose has at most {maxBytes / (1024 * 1024)} MB.");
}
