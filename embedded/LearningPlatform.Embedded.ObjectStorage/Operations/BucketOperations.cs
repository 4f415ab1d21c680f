using LearningPlatform.Embedded.ObjectStorage.Http;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Operations;

/// <summary>Operations on buckets as such.</summary>
internal sealed class BucketOperations(string region)
{
    private const string Owner = "learning-platform";

    public static async Task ListAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        await new S3Xml("ListAllMyBucketsResult")
            .Group("Owner", owner => owner.Add("ID", Owner).Add("DisplayName", Owner))
            .Group("Buckets", list =>
            {
                foreach (var bucket in request.Store.Buckets)
                {
                    list.Group("Bucket", xml => xml.Add("Name", bucket.Name).Add("CreationDate", bucket.Created));
                }
            })
            .SendAsync(request.Response, request.Aborted);
    }

    public async Task CreateAsync(S3Request request)
    {
        var body = await SmallBody.ReadAsync(request);
        if (body.Length > 0)
        {
            var location = SmallBody.ParseXml(body, "CreateBucketConfiguration").Text("LocationConstraint");
            if (location is not null && location != region)
            {
                throw new S3Exception(S3Error.InvalidLocationConstraint);
            }
        }

        request.Store.Create(request.Target.Bucket, request.Now);
        request.Response.Headers.Location = "/" + request.Target.Bucket;
        request.Response.ContentLength = 0;
    }

    public async Task HeadAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        _ = request.Bucket;
        request.Response.Headers["x-amz-bucket-region"] = region;
    }

    public static async Task DeleteAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        request.Store.Delete(request.Target.Bucket);
        request.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>
    /// The one ACL there is: whoever holds the key may do everything. Clients ask for it to learn whether a bucket exists.
    /// </summary>
    public static async Task AclAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        _ = request.Bucket;
        await new S3Xml("AccessControlPolicy")
            .Group("Owner", owner => owner.Add("ID", Owner).Add("DisplayName", Owner))
            .Group("AccessControlList", list => list
                .Group("Grant", grant => grant.AddOwnerGrantee(Owner).Add("Permission", "FULL_CONTROL")))
            .SendAsync(request.Response, request.Aborted);
    }

    public async Task LocationAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        _ = request.Bucket;

        // S3's first region is written as nothing.
        await new S3Xml("LocationConstraint").AddText(region == "us-east-1" ? "" : region).SendAsync(request.Response, request.Aborted);
    }
}
