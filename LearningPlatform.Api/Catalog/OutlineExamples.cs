namespace LearningPlatform.Api.Catalog;

/// <summary>Examples of outlines for the API's description.</summary>
internal static class OutlineExamples
{
    public const string ModuleRequest =
        """
        {"title":"Scheduling","description":"Where pods go and why.","release_at":"2026-12-01T08:00:00Z","prerequisites":[]}
        """;

    public const string LessonRequest =
        """
        {"title":"Requests and limits","kind":"video","content":"Watch, then try it on *your* cluster.",
         "media_id":"0199c3f2-7a14-7d04-84a3-60af41527d38","duration_minutes":12}
        """;

    public const string Order =
        """
        {"modules":[{"id":"0199c3f2-7a11-7a01-b1f0-3d7c1e2f4a05","lessons":["0199c3f2-7a12-7b02-a2e1-4e8d2f305b16"]}]}
        """;

    public const string Module = $$"""{{{ModuleFields}},"version":3}""";

    public const string Lesson =
        $$"""
        {{{LessonFields}},"module_id":"0199c3f2-7a11-7a01-b1f0-3d7c1e2f4a05","version":3}
        """;

    public const string Outline =
        $$"""
        {"course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","version":3,"has_changes":true,"completion_rule":"all","minimum_score":null,
         "modules":[{{{ModuleFields}}}]}
        """;

    public const string Versions =
        """
        {"items":[{"number":1,"modules":4,"lessons":17,"published_by":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001",
          "published_by_name":"Ada Lovelace","published_at":"2026-11-21T09:00:00.000000Z"}],"next_cursor":null}
        """;

    public const string Version =
        $$"""
        {"number":1,"published_at":"2026-11-21T09:00:00.000000Z",
         "outline":{"completion_rule":"all","minimum_score":null,"modules":[{{{ModuleFields}}}]} }
        """;

    private const string LessonFields =
        """
        "id":"0199c3f2-7a12-7b02-a2e1-4e8d2f305b16","title":"Requests and limits","kind":"video",
        "content":"Watch, then try it on *your* cluster.","media_url":null,"media_id":"0199c3f2-7a14-7d04-84a3-60af41527d38",
        "activity_id":null,"required":true,"duration_minutes":12
        """;

    private const string ModuleFields =
        $$"""
        "id":"0199c3f2-7a11-7a01-b1f0-3d7c1e2f4a05","title":"Scheduling","description":"Where pods go and why.",
        "release_at":"2026-12-01T08:00:00.000000Z","prerequisites":[],"lessons":[{{{LessonFields}}}]
        """;
}
