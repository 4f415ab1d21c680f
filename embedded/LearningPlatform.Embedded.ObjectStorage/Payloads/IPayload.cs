namespace LearningPlatform.Embedded.ObjectStorage.Payloads;

/// <summary>
/// A source of object bytes. Reading to the end is what checks them: bytes may only be published after a read returned 0.
/// </summary>
internal interface IPayload
{
    /// <summary>How many bytes it will give; a source that has more or fewer throws.</summary>
    long Length { get; }

    /// <summary>Fills some of the buffer; 0 is the end, reached only when the whole body is as it was signed.</summary>
    /// <exception cref="S3Exception">The body is not what the request's signature covers.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct);

    /// <summary>A header sent after the body, or null. Known at the end only.</summary>
    string? Trailer(string name) => null;
}
