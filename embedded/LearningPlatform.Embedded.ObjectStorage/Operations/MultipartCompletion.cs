using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using LearningPlatform.Embedded.ObjectStorage.Http;
using LearningPlatform.Embedded.ObjectStorage.Payloads;
using LearningPlatform.Embedded.ObjectStorage.Storage;

namespace LearningPlatform.Embedded.ObjectStorage.Operations;

/// <summary>Makes one object of the parts that the client lists.</summary>
internal sealed class MultipartCompletion : IDisposable
{
    private const long MinPart = 5 * 1024 * 1024;

    private readonly S3Request _request;
    private readonly Bucket _bucket;
    private readonly UploadInfo _upload;
    private readonly ChecksumAlgorithm? _algorithm;
    private readonly ContentDigest _content;
    private readonly RunningHash? _composite;
    private readonly IncrementalHash _etag = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    private MultipartCompletion(S3Request request)
    {
        _request = request;
        _bucket = request.Bucket;
        _upload = _bucket.Uploads.Find(request.Key, MultipartOperations.UploadId(request));
        _algorithm = ChecksumAlgorithm.Find(_upload.ChecksumAlgorithm);
        var isComposite = _upload.ChecksumType == StoredChecksum.Composite;
        _composite = isComposite ? _algorithm?.Start() : null;
        _content = new ContentDigest(isComposite ? null : _algorithm);
    }

    public static async Task CompleteAsync(S3Request request)
    {
        var body = await SmallBody.ReadAsync(request, checksums: false);
        var document = SmallBody.ParseXml(body, "CompleteMultipartUpload");
        var listed = document.Elements().Where(element => element.Name.LocalName == "Part").ToList();
        if (listed.Count is 0 or > MultipartUploads.MaxPart)
        {
            throw new S3Exception(S3Error.MalformedXml);
        }

        using var completion = new MultipartCompletion(request);
        await completion.RunAsync(listed);
    }

    public void Dispose()
    {
        _content.Dispose();
        _composite?.Dispose();
        _etag.Dispose();
    }

    private async Task RunAsync(List<XElement> listed)
    {
        var numbers = listed.Select(PartNumber).ToList();
        if (numbers.Zip(numbers.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new S3Exception(S3Error.InvalidPartOrder);
        }

        using var staged = _request.Store.Stage();
        for (var i = 0; i < listed.Count; i++)
        {
            await AppendAsync(staged, listed[i], numbers[i], isLast: i == listed.Count - 1);
        }

        var metadata = Metadata(listed.Count);
        CheckDeclared(metadata);
        await staged.SealAsync(metadata, _request.Aborted);
        _bucket.Publish(staged, metadata, Preconditions.ForWrite(_request.Headers));
        _bucket.Uploads.Remove(_upload, _request.Store.TemporaryPath());
        await AnswerAsync(metadata);
    }

    // Parts are opened one at a time; each is checked as it is used, since it may be uploaded anew meanwhile.
    private async Task AppendAsync(StagedBlob staged, XElement listed, int number, bool isLast)
    {
        using var part = _bucket.Uploads.OpenPart(_upload, number) ?? throw new S3Exception(S3Error.InvalidPart);
        var metadata = part.Metadata;
        var checksum = _algorithm is null ? null : listed.Text("Checksum" + _algorithm.Name);
        if (ObjectHeaders.Unquoted(listed.Text("ETag")) != metadata.ETag || (checksum is not null && checksum != metadata.Checksum?.Value))
        {
            throw new S3Exception(S3Error.InvalidPart);
        }

        if (!isLast && metadata.Size < MinPart)
        {
            throw new S3Exception(S3Error.EntityTooSmall);
        }

        await staged.AppendAsync(new BlobPayload(part, 0, metadata.Size), _content, _request.Aborted);
        _etag.AppendData(Convert.FromHexString(metadata.ETag));
        _composite?.Append(Convert.FromBase64String(metadata.Checksum!.Value));
    }

    private ObjectMetadata Metadata(int parts) => _upload.Object with
    {
        Size = _content.Size,
        ETag = $"{Convert.ToHexStringLower(_etag.GetCurrentHash())}-{parts}",
        LastModified = _request.Now,
        Checksum = _algorithm is null ? null : new StoredChecksum(
            _algorithm.Name,
            _composite is null ? _content.Checksum! : $"{Convert.ToBase64String(_composite.Value())}-{parts}",
            _upload.ChecksumType!),
    };

    private void CheckDeclared(ObjectMetadata metadata)
    {
        var checksum = _algorithm is null ? "" : _request.Headers[_algorithm.Header].ToString();
        if (checksum.Length > 0 && checksum != metadata.Checksum!.Value && checksum != metadata.Checksum.Value.Split('-')[0])
        {
            throw new S3Exception(S3Error.BadDigest);
        }

        var size = _request.Headers["x-amz-mp-object-size"].ToString();
        if (size.Length > 0 && size != metadata.Size.ToString(CultureInfo.InvariantCulture))
        {
            throw S3Error.InvalidRequest.With("The object is not as large as x-amz-mp-object-size says.");
        }
    }

    private Task AnswerAsync(ObjectMetadata metadata) => new S3Xml("CompleteMultipartUploadResult")
        .Add("Location", $"/{_request.Target.Bucket}/{Signing.AwsUri.Encode(_request.Key, keepSlash: true)}")
        .Add("Bucket", _request.Target.Bucket)
        .Add("Key", _request.Key)
        .Add("ETag", ObjectHeaders.Quoted(metadata.ETag))
        .Add("Checksum" + metadata.Checksum?.Algorithm, metadata.Checksum?.Value)
        .Add("ChecksumType", metadata.Checksum?.Type)
        .SendAsync(_request.Response, _request.Aborted);

    private static int PartNumber(XElement listed) =>
        int.TryParse(listed.Text("PartNumber"), NumberStyles.None, null, out var number)
            ? number
            : throw new S3Exception(S3Error.MalformedXml);
}
