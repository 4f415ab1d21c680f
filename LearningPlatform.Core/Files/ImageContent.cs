namespace LearningPlatform.Core.Files;

/// <summary>What a picture's bytes say of it.</summary>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
/// <param name="Extension">Of a file name, without the dot.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record ImageInfo(string MediaType, string Extension, int Width, int Height);

/// <summary>
/// Tells pictures by their content; names and declared types count for nothing (document 4: PNG, JPEG or WebP of at most 5 MB).
/// </summary>
/// <remarks>
/// The structure is walked from the first byte to the last: a file that is cut off, or that has anything behind its picture, is
/// refused, so no page, script or archive can travel as one. Pixels are not decoded.
/// </remarks>
public static class ImageContent
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <summary>The longest side, in pixels: what browsers and image libraries still open without trouble.</summary>
    public const int MaxSide = 10_000;

    private static readonly Failure TooLarge = new(FailureKind.TooLarge, "IMAGE_TOO_LARGE", "A picture has at most 5 MB.");

    /// <summary>
    /// The picture's type and size, or a refusal: <c>NOT_AN_IMAGE</c> (415) or <c>IMAGE_TOO_LARGE</c> (413). Never throws, whatever
    /// the bytes.
    /// </summary>
    public static Outcome<ImageInfo> Identify(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return TooLarge;
        }

        if (PngStructure.Begins(bytes))
        {
            return Judge(PngStructure.Read(bytes), "image/png", "png");
        }

        if (JpegStructure.Begins(bytes))
        {
            return Judge(JpegStructure.Read(bytes), "image/jpeg", "jpg");
        }

        return WebpStructure.Begins(bytes)
            ? Judge(WebpStructure.Read(bytes), "image/webp", "webp")
            : NotAnImage("The file is not a PNG, JPEG or WebP picture.");
    }

    private static Outcome<ImageInfo> Judge(ImageStructure structure, string mediaType, string extension) => structure.Flaw switch
    {
        ImageFlaw.CutOff => NotAnImage("The picture is cut off."),
        ImageFlaw.Broken => NotAnImage("The picture is damaged."),
        ImageFlaw.Trailing => NotAnImage("There is other data behind the picture."),
        _ when structure.Width is < 1 or > MaxSide || structure.Height is < 1 or > MaxSide =>
            NotAnImage($"A picture's sides have 1 to {MaxSide} pixels."),
        _ => new ImageInfo(mediaType, extension, structure.Width, structure.Height),
    };

    private static Failure NotAnImage(string reason) => new(FailureKind.UnsupportedMedia, "NOT_AN_IMAGE", reason);
}
