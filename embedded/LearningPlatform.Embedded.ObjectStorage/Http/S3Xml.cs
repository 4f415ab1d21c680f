using System.Globalization;
using System.Text;
using System.Xml;
using LearningPlatform.Embedded.ObjectStorage.Signing;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Http;

/// <summary>Writes the XML documents that S3 answers with.</summary>
internal sealed class S3Xml : IDisposable
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly MemoryStream _document = new();
    private readonly XmlWriter _writer;
    private readonly bool _encodeKeys;

    /// <param name="root">The name of the root element.</param>
    /// <param name="encodeKeys">Whether keys are percent-encoded: <c>encoding-type=url</c>.</param>
    /// <param name="named">Whether the document is in S3's namespace; errors are not.</param>
    public S3Xml(string root, bool encodeKeys = false, bool named = true)
    {
        _encodeKeys = encodeKeys;

        // Keys may hold control characters, which go out as character references.
        var settings = new XmlWriterSettings { Async = true, Encoding = new UTF8Encoding(false), CheckCharacters = false };
        _writer = XmlWriter.Create(_document, settings);
        _writer.WriteStartDocument();
        _writer.WriteStartElement(root, named ? Namespace : null);
    }

    public S3Xml Add(string name, string? value)
    {
        if (value is not null)
        {
            _writer.WriteElementString(name, value);
        }

        return this;
    }

    public S3Xml Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    public S3Xml Add(string name, bool value) => Add(name, value ? "true" : "false");

    public S3Xml Add(string name, DateTimeOffset value) =>
        Add(name, value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>A key, or a piece of one, in the encoding the client asked for.</summary>
    public S3Xml AddKey(string name, string? value) =>
        Add(name, value is null || !_encodeKeys ? value : AwsUri.Encode(value, keepSlash: true));

    /// <summary>Text directly in the current element.</summary>
    public S3Xml AddText(string value)
    {
        _writer.WriteString(value);
        return this;
    }

    /// <summary>The grantee of an ACL; its type is an attribute, the only one in S3's answers.</summary>
    public S3Xml AddOwnerGrantee(string id)
    {
        _writer.WriteStartElement("Grantee");
        _writer.WriteAttributeString("xsi", "type", "http://www.w3.org/2001/XMLSchema-instance", "CanonicalUser");
        Add("ID", id).Add("DisplayName", id);
        _writer.WriteEndElement();
        return this;
    }

    public S3Xml Group(string name, Action<S3Xml> content)
    {
        _writer.WriteStartElement(name);
        content(this);
        _writer.WriteEndElement();
        return this;
    }

    /// <summary>Ends the document and sends it; no more can be added.</summary>
    public async Task SendAsync(HttpResponse response, CancellationToken ct, int status = StatusCodes.Status200OK)
    {
        _writer.WriteEndDocument();
        await _writer.FlushAsync();
        response.StatusCode = status;
        response.ContentType = "application/xml";
        response.ContentLength = _document.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            await response.Body.WriteAsync(_document.GetBuffer().AsMemory(0, (int)_document.Length), ct);
        }

        Dispose();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _document.Dispose();
    }
}
