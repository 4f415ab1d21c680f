namespace LearningPlatform.Api.Files;

/// <summary>Examples for the API's description.</summary>
internal static class FileExamples
{
    public const string UploadRequest =
        """
        {"purpose":"media","file_name":"subnets.mp4","content_type":"video/mp4","size":18874368}
        """;

    public const string Upload =
        """
        {"id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","purpose":"media","state":"ready","file_name":"subnets.mp4","content_type":"video/mp4",
         "size":18874368,"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","used_by":null,
         "created_at":"2026-11-21T09:00:00.000000Z","expires_at":null}
        """;

    public const string Ticket =
        """
        {"upload":{"id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","purpose":"media","state":"pending","file_name":"subnets.mp4",
          "content_type":"video/mp4","size":18874368,"sha256":null,"used_by":null,"created_at":"2026-11-21T09:00:00.000000Z",
          "expires_at":"2026-11-22T09:00:00.000000Z"},
         "method":"PUT","upload_url":"https://files.example.com/temp-uploads/0199c3f27a107c3e9d2b5f0e8a61b3c4?X-Amz-Signature=…",
         "headers":{"Content-Type":"video/mp4","Content-Length":"18874368"},"link_expires_at":"2026-11-21T10:00:00.000000Z"}
        """;

    public const string Link =
        """
        {"url":"https://files.example.com/media/0199c3f27a107c3e9d2b5f0e8a61b3c4?X-Amz-Signature=…","expires_at":"2026-11-21T09:15:00.000000Z",
         "file_name":"subnets.mp4","content_type":"video/mp4","size":18874368}
        """;
}
