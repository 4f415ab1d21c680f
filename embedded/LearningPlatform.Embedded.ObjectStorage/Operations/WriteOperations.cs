using System.Xml.Linq;
using LearningPlatform.Embedded.ObjectStorage.Http;
using LearningPlatform.Embedded.ObjectStorage.Payloads;
using LearningPlatform.Embedded.ObjectStorage.Storage;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Operations;

/// <summary>Writing and deleting whole objects.</summary>
internal static class WriteOperations
{
    private const int MaxDeletes = 1000;

    public static async Task PutAsync(S3Request request)
    {
        var bucket = request.Bucket;
        var condition = Preconditions.ForWrite(request.Headers);
        var draft = ObjectHeaders.Read(request.Key, request.Headers);
        using var staged = request.Store.Stage();
        var metadata = await StoredBody.ReceiveAsync(request, staged, draft, UploadIntegrity.Read(request.Headers));
        bucket.Publish(staged, metadata, condition);
        request.Response.Headers.ETag = ObjectHeaders.Quoted(metadata.ETag);
        ObjectHeaders.WriteChecksum(metadata.Checksum, request.Response);
        request.Response.ContentLength = 0;
    }

    public static async Task CopyAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        var bucket = request.Bucket;
        using var source = CopySource.Open(request);
        var replaces = request.Headers["x-amz-metadata-directive"].ToString() switch
        {
            "" or "COPY" => false,
            "REPLACE" => true,
            _ => throw S3Error.InvalidArgument.With("x-amz-metadata-directive must be COPY or REPLACE."),
        };
        if (!replaces && source.IsItself)
        {
            throw S3Error.InvalidRequest.With("A copy to itself must change the metadata.");
        }

        var replacement = ObjectHeaders.Read(request.Key, request.Headers);
        var draft = replaces ? replacement : source.Blob.Metadata with { Key = request.Key };
        using var staged = request.Store.Stage();
        var metadata = await StoredBody.CopyAsync(request, staged, draft, source.Whole);
        bucket.Publish(staged, metadata, default);
        await new S3Xml("CopyObjectResult")
            .Add("LastModified", metadata.LastModified)
            .Add("ETag", ObjectHeaders.Quoted(metadata.ETag))
            .SendAsync(request.Response, request.Aborted);
    }

    public static async Task DeleteAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        request.Bucket.Delete(request.Key, Preconditions.ForWrite(request.Headers));
        request.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static async Task DeleteManyAsync(S3Request request)
    {
        var document = SmallBody.ParseXml(await SmallBody.ReadAsync(request), "Delete");
        var wanted = document.Elements().Where(element => element.Name.LocalName == "Object").ToList();
        if (wanted.Count is 0 or > MaxDeletes || wanted.Any(item => string.IsNullOrEmpty(item.Text("Key"))))
        {
            throw new S3Exception(S3Error.MalformedXml);
        }

        var (bucket, quiet) = (request.Bucket, document.Text("Quiet") == "true");
        var answer = new S3Xml("DeleteResult");
        foreach (var item in wanted)
        {
            Delete(bucket, item, quiet, answer);
        }

        await answer.SendAsync(request.Response, request.Aborted);
    }

    private static void Delete(Bucket bucket, XElement item, bool quiet, S3Xml answer)
    {
        var key = item.Text("Key")!;
        try
        {
            if (item.Text("VersionId") is not (null or "" or "null"))
            {
                throw new S3Exception(S3Error.NoSuchVersion);
            }

            bucket.Delete(key, new WriteCondition(ObjectHeaders.Unquoted(item.Text("ETag")), null));
            if (!quiet)
            {
                answer.Group("Deleted", xml => xml.Add("Key", key));
            }
        }
        catch (S3Exception e)
        {
            answer.Group("Error", xml => xml.Add("Key", key).Add("Code", e.Error.Code).Add("Message", e.Error.Message));
        }
    }
}
