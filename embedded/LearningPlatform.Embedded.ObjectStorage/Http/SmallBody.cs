using System.Xml;
using System.Xml.Linq;
using LearningPlatform.Embedded.ObjectStorage.Payloads;

namespace LearningPlatform.Embedded.ObjectStorage.Http;

/// <summary>The bodies of every operation that is not an upload: empty, or an XML document.</summary>
internal static class SmallBody
{
    // A completion of 10,000 parts with checksums has about 2 MB.
    private const int Limit = 4 * 1024 * 1024;

    /// <summary>Reads and checks the whole body. Also done when none is expected, since its hash is part of what was signed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="checksums">False for a completion: its checksum headers speak of the object, not of the body.</param>
    public static async Task<byte[]> ReadAsync(S3Request request, bool checksums = true)
    {
        // Without a length and a transfer coding there is no body.
        if (request.Request.ContentLength is null && request.Headers.TransferEncoding.Count == 0)
        {
            request.Request.ContentLength = 0;
        }

        var integrity = checksums ? UploadIntegrity.Read(request.Headers) : UploadIntegrity.None;
        var payload = request.OpenBody(Limit);
        using var digest = new ContentDigest(integrity.Algorithm);
        var body = new byte[payload.Length];
        var end = new byte[1];
        var filled = 0;
        while (await payload.ReadAsync(filled < body.Length ? body.AsMemory(filled) : end, request.Aborted) is > 0 and var count)
        {
            digest.Append(body.AsSpan(filled, count));
            filled += count;
        }

        integrity.Verify(digest, payload);
        (payload as IDisposable)?.Dispose();
        return body;
    }

    /// <summary>Parses a document whose root has this name, in whatever namespace. Knows no DTD, so no entities of the sender's.</summary>
    public static XElement ParseXml(byte[] body, string root)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = Limit,
            });
            var document = XDocument.Load(reader).Root;
            return document?.Name.LocalName == root ? document : throw new S3Exception(S3Error.MalformedXml);
        }
        catch (XmlException)
        {
            throw new S3Exception(S3Error.MalformedXml);
        }
    }

    /// <summary>The text of a child element, or null.</summary>
    public static string? Text(this XElement parent, string name) =>
        parent.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
