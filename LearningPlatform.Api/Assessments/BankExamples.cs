namespace LearningPlatform.Api.Assessments;

/// <summary>Examples for the API's description.</summary>
internal static class BankExamples
{
    public const string Request = """{"title":"Networks","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4"}""";

    public const string Bank =
        """
        {"id":"0199c3f2-8b00-7c3e-9d2b-5f0e8a61b3c4","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4",
         "owner_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","title":"Networks","questions":1,
         "created_at":"2026-11-25T09:00:00+00:00","updated_at":"2026-11-25T09:00:00+00:00","version":1}
        """;

    public const string List = $$"""{"items":[{{Bank}}],"next_cursor":null}""";

    public const string Body =
        """
        {"kind":"single_choice","options":[
          {"id":"8f0c2b5e-6a4c-4b7e-9f3c-0d7a54c1e201","text":{"text":"192.168.1.127","format":"plain"},"fraction":1,"feedback":null},
          {"id":"1d3c7a90-22b4-4f6e-8a51-7be0a2f4c902","text":{"text":"192.168.1.128","format":"plain"},
           "fraction":0,"feedback":null}],"shuffle":true}
        """;

    public const string QuestionRequest =
        $$"""
        {"category":"Networks/Addresses","name":"Broadcast address",
         "stem":{"text":"The broadcast address of `192.168.1.0/25`?","format":"markdown"},
         "body":{{Body}},"general_feedback":null,"tags":["ipv4"],"points":1}
        """;

    public const string Question =
        $$"""
        {"id":"0199c3f2-8c00-7c3e-9d2b-5f0e8a61b3c4","bank_id":"0199c3f2-8b00-7c3e-9d2b-5f0e8a61b3c4",
         "category":"Networks/Addresses","version":1,
         "content":{"name":"Broadcast address","stem":{"text":"The broadcast address of `192.168.1.0/25`?","format":"markdown"},
         "body":{{Body}},"general_feedback":null,"tags":["ipv4"],"external_id":null,"points":1},"created_at":"2026-11-25T09:00:00+00:00"}
        """;

    public const string Questions =
        """
        {"items":[{"id":"0199c3f2-8c00-7c3e-9d2b-5f0e8a61b3c4","category":"Networks/Addresses","tags":["ipv4"],"kind":"single_choice",
         "name":"Broadcast address","points":1,"version":1,"updated_at":"2026-11-25T09:00:00+00:00"}],"next_cursor":null}
        """;
}
