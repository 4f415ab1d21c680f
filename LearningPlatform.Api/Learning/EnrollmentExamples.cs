namespace LearningPlatform.Api.Learning;

/// <summary>Examples for the API's description.</summary>
internal static class EnrollmentExamples
{
    public const string Request = """{"student_email":"student@example.com","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4"}""";

    public const string Guest =
        """
        {"id":"0199c3f3-0c20-7f4a-8e11-6a1b9c2d3e4f","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","user_id":null,
         "student_email":"student@example.com","cohort_id":null,"enrolled_at":"2026-11-21T09:05:00+00:00","created_at":"2026-11-21T09:05:00+00:00",
         "updated_at":"2026-11-21T09:05:00+00:00"}
        """;

    public const string Account =
        """
        {"id":"0199c3f3-0c20-7f4a-8e11-6a1b9c2d3e4f","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4",
         "user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de002","student_email":"grace@example.com","cohort_id":null,
         "enrolled_at":"2026-11-21T09:05:00+00:00",
         "created_at":"2026-11-21T09:05:00+00:00","updated_at":"2026-11-21T09:05:00+00:00"}
        """;

    public const string List =
        """
        {"items":[{"id":"0199c3f3-0c20-7f4a-8e11-6a1b9c2d3e4f","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4",
          "course_title":"Kubernetes in Production","difficulty":"advanced","user_id":null,"student_email":"student@example.com",
          "enrolled_at":"2026-11-21T09:05:00+00:00"}],"next_cursor":null}
        """;

    public const string Students =
        """
        {"items":[{"email":"student@example.com","user_id":null,"name":null,"enrollments":1,
          "last_enrolled_at":"2026-11-21T09:05:00+00:00"}],"next_cursor":null}
        """;
}
