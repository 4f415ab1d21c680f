namespace LearningPlatform.Embedded.ObjectStorage.Signing;

/// <summary>The words that stand in the place of the body's hash when the body is signed in another way, or not at all.</summary>
internal static class PayloadHash
{
    public const string Unsigned = "UNSIGNED-PAYLOAD";
    public const string UnsignedWithTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    public const string SignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    public const string SignedChunksWithTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    /// <summary>Whether the body is in the <c>aws-chunked</c> coding.</summary>
    public static bool IsChunked(string bodyHash) => bodyHash is UnsignedWithTrailer or SignedChunks or SignedChunksWithTrailer;

    public static bool IsSignedChunks(string bodyHash) => bodyHash is SignedChunks or SignedChunksWithTrailer;

    public static bool HasTrailer(string bodyHash) => bodyHash is UnsignedWithTrailer or SignedChunksWithTrailer;

    public static bool IsSha256(string bodyHash) => bodyHash.Length == 64 && bodyHash.All(char.IsAsciiHexDigit);
}
