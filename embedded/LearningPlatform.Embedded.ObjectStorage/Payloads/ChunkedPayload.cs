using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using LearningPlatform.Embedded.ObjectStorage.Signing;

namespace LearningPlatform.Embedded.ObjectStorage.Payloads;

/// <summary>
/// A body in the <c>aws-chunked</c> coding: <c>size[;chunk-signature=…]CRLF data CRLF</c>, a chunk of size 0, then trailing
/// headers. Chunk signatures are verified as each chunk ends, without holding the chunk.
/// </summary>
internal sealed class ChunkedPayload(PipeReader body, long length, Authentication authentication) : IPayload, IDisposable
{
    private const int MaxLine = 8 * 1024;
    private const int MaxTrailers = 8;
    private const string TrailerSignature = "x-amz-trailer-signature";

    private readonly ChunkSignatures? _signatures =
        PayloadHash.IsSignedChunks(authentication.BodyHash) ? new ChunkSignatures(authentication) : null;
    private readonly Dictionary<string, string> _trailers = new(StringComparer.OrdinalIgnoreCase);
    private string _signature = "";
    private long _left;
    private long _received;
    private bool _inChunk;
    private bool _ended;

    public long Length => length;

    public string? Trailer(string name) => _trailers.GetValueOrDefault(name);

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct)
    {
        if (_ended)
        {
            return 0;
        }

        if (!_inChunk)
        {
            await StartChunkAsync(ct);
        }

        if (_left == 0)
        {
            _signatures?.VerifyChunk(_signature);
            await ReadTrailersAsync(ct);
            _ended = true;
            return _received == length ? 0 : throw new S3Exception(S3Error.IncompleteBody);
        }

        var count = await ReadDataAsync(buffer, ct);
        if (_left == 0)
        {
            await EndChunkAsync(ct);
        }

        return count;
    }

    public void Dispose() => _signatures?.Dispose();

    private async ValueTask StartChunkAsync(CancellationToken ct)
    {
        var line = await ReadLineAsync(ct);
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var size = semicolon < 0 ? line : line[..semicolon];
        if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, null, out _left) || _left < 0 || _left > length - _received)
        {
            throw new S3Exception(S3Error.IncompleteBody);
        }

        const string Extension = ";chunk-signature=";
        var extension = semicolon < 0 ? "" : line[semicolon..];
        _signature = extension.StartsWith(Extension, StringComparison.Ordinal) ? extension[Extension.Length..] : "";
        _inChunk = true;
    }

    private async ValueTask<int> ReadDataAsync(Memory<byte> buffer, CancellationToken ct)
    {
        var read = await body.ReadAsync(ct);
        var count = (int)Math.Min(Math.Min(read.Buffer.Length, _left), buffer.Length);
        if (count == 0)
        {
            throw new S3Exception(S3Error.IncompleteBody);
        }

        var data = read.Buffer.Slice(0, count);
        data.CopyTo(buffer.Span);
        body.AdvanceTo(data.End);
        _signatures?.Append(buffer.Span[..count]);
        _left -= count;
        _received += count;
        return count;
    }

    private async ValueTask EndChunkAsync(CancellationToken ct)
    {
        _signatures?.VerifyChunk(_signature);
        if ((await ReadLineAsync(ct)).Length > 0)
        {
            throw new S3Exception(S3Error.IncompleteBody);
        }

        _inChunk = false;
    }

    private async ValueTask ReadTrailersAsync(CancellationToken ct)
    {
        var signed = new StringBuilder();
        string? signature = null;
        for (var line = await ReadLineAsync(ct, endIsEmpty: true); line.Length > 0; line = await ReadLineAsync(ct, endIsEmpty: true))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || _trailers.Count == MaxTrailers)
            {
                throw new S3Exception(S3Error.MalformedTrailer);
            }

            var (name, value) = (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
            if (name == TrailerSignature)
            {
                signature = value;
            }
            else
            {
                _trailers[name] = value;
                signed.Append(CultureInfo.InvariantCulture, $"{name}:{value}\n");
            }
        }

        VerifyTrailers(signed.ToString(), signature);
    }

    private void VerifyTrailers(string signed, string? signature)
    {
        if (!PayloadHash.HasTrailer(authentication.BodyHash))
        {
            _trailers.Clear();
        }
        else if (_signatures is not null)
        {
            _signatures.VerifyTrailers(signed, signature ?? "");
        }
    }

    /// <summary>A line without its CRLF; a lone LF ends one too, as some clients end the last trailer with it.</summary>
    private async ValueTask<string> ReadLineAsync(CancellationToken ct, bool endIsEmpty = false)
    {
        while (true)
        {
            var read = await body.ReadAsync(ct);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.Latin1.GetString(read.Buffer.Slice(0, end));
                body.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line.Length <= MaxLine ? line.TrimEnd('\r') : throw new S3Exception(S3Error.IncompleteBody);
            }

            if (read.IsCompleted && endIsEmpty && read.Buffer.IsEmpty)
            {
                return "";
            }

            if (read.IsCompleted || read.Buffer.Length > MaxLine)
            {
                throw new S3Exception(S3Error.IncompleteBody);
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
