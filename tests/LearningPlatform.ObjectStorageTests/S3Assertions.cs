using System.Net;
using Amazon.S3;

namespace LearningPlatform.ObjectStorageTests;

internal static class S3Assertions
{
    /// <summary>The call must fail with this status and, unless the answer has no body, this S3 error code.</summary>
    public static async Task ShouldFailAsync(this Task call, HttpStatusCode status, string? code = null)
    {
        var failure = await Should.ThrowAsync<AmazonS3Exception>(call);
        failure.StatusCode.ShouldBe(status);
        if (code is not null)
        {
            failure.ErrorCode.ShouldBe(code);
        }
    }
}
