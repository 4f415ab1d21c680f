namespace LearningPlatform.Api.Catalog;

/// <summary>Examples for the API's description.</summary>
internal static class CourseExamples
{
    public const string Request =
        """
        {"title":"Advanced React Development","description":"Master React hooks, context, and performance optimization",
         "difficulty":"Advanced","tags":["react","frontend"],"skills":["react-hooks"],"capacity":30}
        """;

    public const string Summary =
        """
        {"id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"Kubernetes in Production",
         "description":"Run clusters that survive upgrades, noisy neighbours and bad days.","difficulty":"advanced","status":"published",
         "tags":["kubernetes"],"skills":["cluster-operations"],"image_url":null,"instructor_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001",
         "instructor_name":"Ada Lovelace","capacity":null,"popularity":42,"published_at":"2026-11-21T09:00:00+00:00",
         "created_at":"2026-11-21T09:00:00+00:00","updated_at":"2026-11-21T09:00:00+00:00"}
        """;

    public const string List = $$"""{"items":[{{Summary}}],"next_cursor":null}""";

    public const string Detail =
        """
        {"id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"Kubernetes in Production",
         "description":"Run clusters that survive upgrades, noisy neighbours and bad days.","difficulty":"advanced","status":"published",
         "tags":["kubernetes"],"skills":["cluster-operations"],"image_url":null,"instructor_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001",
         "instructor_name":"Ada Lovelace","capacity":null,"popularity":42,"published_at":"2026-11-21T09:00:00+00:00",
         "created_at":"2026-11-21T09:00:00+00:00","updated_at":"2026-11-21T09:00:00+00:00","version":1,"completion_rule":"all","minimum_score":null,"prerequisites":[],
         "modules":[{"id":"0199c3f2-7a11-7a01-b1f0-3d7c1e2f4a05","title":"Scheduling","description":"Where pods go and why.","position":0,"release_at":null,
          "prerequisites":[],
          "lessons":[{"id":"0199c3f2-7a12-7b02-a2e1-4e8d2f305b16","title":"Requests and limits","kind":"text","duration_minutes":12,
           "position":0,"required":true,"content":null,"media_url":null,"media_id":null,"activity_id":null}]}]}
        """;
}
