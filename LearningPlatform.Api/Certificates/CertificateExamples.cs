namespace LearningPlatform.Api.Certificates;

/// <summary>Examples for the API's description.</summary>
internal static class CertificateExamples
{
    public const string Certificate =
        """
        {"id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","number":"LP-2026-000042","code":"7K3M-0QXA-9VTE-2B4H-R8WD-5ZNC",
         "holder":"Ada Lovelace","course_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","certification_id":null,
         "title":"Kubernetes in Production","issued_at":"2026-11-21T09:00:00+00:00","revoked_at":null,"revocation_reason":null,
         "status":"valid"}
        """;

    public const string List = $$"""{"items":[{{Certificate}}],"next_cursor":null}""";

    public const string Check =
        """
        {"status":"valid","number":"LP-2026-000042","holder":"Ada Lovelace","title":"Kubernetes in Production",
         "issued_at":"2026-11-21T09:00:00+00:00","revoked_at":null}
        """;

    public const string Revocation = """{"reason":"The final assessment was taken by somebody else."}""";

    public const string CertificationRequest =
        """
        {"title":"Cloud architect","description":"Networks, clusters and costs.","required":2,
         "course_ids":["0199c3f2-6b00-7d11-8a40-2c9f6f1de001","0199c3f2-6b00-7d11-8a40-2c9f6f1de002","0199c3f2-6b00-7d11-8a40-2c9f6f1de003"]}
        """;

    public const string Certification =
        """
        {"id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c5","owner_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de009","title":"Cloud architect",
         "description":"Networks, clusters and costs.","required":2,
         "courses":[{"course_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","title":"Kubernetes in Production",
          "certificate_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4"}],
         "held":1,"percentage":50,"certificate_id":null,"version":1}
        """;

    public const string Certifications = $$"""{"items":[{{Certification}}],"next_cursor":null}""";
}
