namespace LearningPlatform.Embedded.ObjectStorage;

/// <summary>An error code of the S3 REST API with the status and the message that go with it.</summary>
internal sealed record S3Error(int Status, string Code, string Message)
{
    public static readonly S3Error AccessControlListNotSupported =
        new(400, nameof(AccessControlListNotSupported), "The bucket does not allow ACLs.");
    public static readonly S3Error AccessDenied = new(403, nameof(AccessDenied), "Access Denied.");
    public static readonly S3Error AccessForbidden = new(403, nameof(AccessForbidden), "CORSResponse: This CORS request is not allowed.");
    public static readonly S3Error AuthorizationHeaderMalformed =
        new(400, nameof(AuthorizationHeaderMalformed), "The authorization header is malformed.");
    public static readonly S3Error AuthorizationQueryParametersError =
        new(400, nameof(AuthorizationQueryParametersError), "The query string authentication is malformed.");
    public static readonly S3Error BadDigest =
        new(400, nameof(BadDigest), "The digest or checksum you specified did not match what was received.");
    public static readonly S3Error BucketAlreadyOwnedByYou =
        new(409, nameof(BucketAlreadyOwnedByYou), "You already own a bucket of this name.");
    public static readonly S3Error BucketNotEmpty = new(409, nameof(BucketNotEmpty), "The bucket you tried to delete is not empty.");
    public static readonly S3Error EntityTooLarge =
        new(400, nameof(EntityTooLarge), "Your upload exceeds the largest allowed object size.");
    public static readonly S3Error EntityTooSmall = new(400, nameof(EntityTooSmall), "A part other than the last is smaller than 5 MiB.");
    public static readonly S3Error IncompleteBody =
        new(400, nameof(IncompleteBody), "The body does not have the number of bytes that its headers announce.");
    public static readonly S3Error InternalError =
        new(500, nameof(InternalError), "The server met an unexpected condition. Please try again.");
    public static readonly S3Error InvalidAccessKeyId = new(403, nameof(InvalidAccessKeyId), "The access key you provided does not exist.");
    public static readonly S3Error InvalidArgument = new(400, nameof(InvalidArgument), "Invalid argument.");
    public static readonly S3Error InvalidBucketName = new(400, nameof(InvalidBucketName), "The bucket name is not valid.");
    public static readonly S3Error InvalidDigest = new(400, nameof(InvalidDigest), "The Content-MD5 or checksum value is not valid.");
    public static readonly S3Error InvalidLocationConstraint =
        new(400, nameof(InvalidLocationConstraint), "The location constraint is not this server's region.");
    public static readonly S3Error InvalidPart =
        new(400, nameof(InvalidPart), "A part you listed was not uploaded, or its ETag or checksum differs.");
    public static readonly S3Error InvalidPartOrder = new(400, nameof(InvalidPartOrder), "The parts must be listed in ascending order.");
    public static readonly S3Error InvalidRange = new(416, nameof(InvalidRange), "The requested range is not satisfiable.");
    public static readonly S3Error InvalidRequest = new(400, nameof(InvalidRequest), "Invalid request.");
    public static readonly S3Error InvalidUri = new(400, "InvalidURI", "The URI could not be parsed.");
    public static readonly S3Error KeyTooLong = new(400, "KeyTooLongError", "The key is longer than 1024 bytes.");
    public static readonly S3Error MalformedTrailer =
        new(400, "MalformedTrailerError", "The trailer that was announced is missing or malformed.");
    public static readonly S3Error MalformedXml =
        new(400, "MalformedXML", "The XML you provided is not well-formed or not what this operation takes.");
    public static readonly S3Error MetadataTooLarge = new(400, nameof(MetadataTooLarge), "The user metadata exceeds 2 KB.");
    public static readonly S3Error MethodNotAllowed =
        new(405, nameof(MethodNotAllowed), "The method is not allowed against this resource.");
    public static readonly S3Error MissingContentLength =
        new(411, nameof(MissingContentLength), "You must provide the Content-Length header.");
    public static readonly S3Error NoSuchBucket = new(404, nameof(NoSuchBucket), "The bucket does not exist.");
    public static readonly S3Error NoSuchKey = new(404, nameof(NoSuchKey), "The key does not exist.");
    public static readonly S3Error NoSuchUpload =
        new(404, nameof(NoSuchUpload), "The multipart upload does not exist; it may have been completed or aborted.");
    public static readonly S3Error NoSuchVersion = new(404, nameof(NoSuchVersion), "The version does not exist.");
    public static readonly S3Error NotImplemented =
        new(501, nameof(NotImplemented), "The request asks for functionality that is not implemented.");
    public static readonly S3Error PreconditionFailed =
        new(412, nameof(PreconditionFailed), "At least one of the preconditions did not hold.");
    public static readonly S3Error RequestTimeTooSkewed =
        new(403, nameof(RequestTimeTooSkewed), "The difference between the request time and the server's time is too large.");
    public static readonly S3Error SignatureDoesNotMatch =
        new(403, nameof(SignatureDoesNotMatch), "The request signature does not match the one calculated from the request and your secret key.");
    public static readonly S3Error XAmzContentSha256Mismatch =
        new(400, "XAmzContentSHA256Mismatch", "The provided x-amz-content-sha256 header does not match what was computed.");

    /// <summary>The same error with a message that says more about this request.</summary>
    public S3Exception With(string message) => new(this with { Message = message });
}

/// <summary>Ends a request with an S3 error response.</summary>
internal sealed class S3Exception(S3Error error) : Exception(error.Message)
{
    public S3Error Error { get; } = error;
}
