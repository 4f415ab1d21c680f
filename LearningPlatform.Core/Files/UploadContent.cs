using System.Buffers;
using System.Security.Cryptography;

namespace LearningPlatform.Core.Files;

/// <summary>What was found when an upload was read from its first byte to its last.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record UploadContent(long Size, string Sha256)
{
    private const int BufferBytes = 128 * 1024;

    private static readonly Failure WrongSize = Failure.Conflict(
        "UPLOAD_SIZE_MISMATCH", "The file has not the size that was declared. Start a new upload.");

    private static readonly Failure WrongHash = Failure.Conflict(
        "UPLOAD_HASH_MISMATCH", "The file has not the SHA-256 that was declared: it was changed or damaged on its way. Start a new upload.");

    private static readonly Failure WrongType = new(
        FailureKind.UnsupportedMedia, "CONTENT_TYPE_MISMATCH", "The file's content is not of the type that was declared.");

    /// <summary>Reads <paramref name="content"/> to its end and holds it to what was declared.</summary>
    /// <param name="content">Read once; stays open.</param>
    /// <param name="declared">The upload's size, type, purpose and, if it was given, SHA-256.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal static async Task<Outcome<UploadContent>> CheckAsync(Stream content, Upload declared, CancellationToken cancellationToken)
    {
        // Pictures of people are read whole: they are small, and shown to everybody.
        var isPicture = declared.Purpose == UploadPurpose.Avatar;
        var head = new byte[Math.Min(declared.Size, isPicture ? declared.Size : FileContent.HeadBytes)];
        var (size, sha256) = await ReadAsync(content, head, declared.Size, cancellationToken);
        if (size != declared.Size)
        {
            return WrongSize;
        }

        if (declared.Sha256 is { } expected && expected != sha256)
        {
            return WrongHash;
        }

        if (!FileContent.Is(head, declared.ContentType))
        {
            return WrongType;
        }

        return isPicture && ImageContent.Identify(head).Failure is { } flaw ? flaw : new UploadContent(size, sha256);
    }

    /// <summary>Fills <paramref name="head"/> and hashes everything; stops soon after <paramref name="limit"/> bytes.</summary>
    private static async Task<(long Size, string Sha256)> ReadAsync(Stream content, byte[] head, long limit, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long size = 0;
            int read;
            while (size <= limit && (read = await content.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                if (size < head.Length)
                {
                    buffer.AsSpan(0, (int)Math.Min(read, head.Length - size)).CopyTo(head.AsSpan((int)size));
                }

                size += read;
            }

            return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
