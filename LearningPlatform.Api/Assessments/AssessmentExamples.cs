namespace LearningPlatform.Api.Assessments;

/// <summary>Examples for the API's description.</summary>
internal static class AssessmentExamples
{
    public const string Request =
        """
        {"course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"Addresses","instructions":"Two questions, ten minutes.","pass_mark":60,
         "attempts_limit":2,"time_limit_seconds":600,"grace_seconds":3,"shuffle_questions":true,"show_answers":"after_close",
         "closes_at":"2026-12-24T18:00:00Z","scoring":"best","items":[
          {"question_id":"0199c3f2-8c00-7c3e-9d2b-5f0e8a61b3c4","points":2},
          {"bank_id":"0199c3f2-8b00-7c3e-9d2b-5f0e8a61b3c4","category":"Networks/Routing","tags":["bgp"],"draw":1}]}
        """;

    public const string Assessment =
        """
        {"id":"0199c3f2-9a00-7c3e-9d2b-5f0e8a61b3c4","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"Addresses",
         "instructions":"Two questions, ten minutes.","status":"published","pass_mark":60,"attempts_limit":2,"time_limit_seconds":600,
         "grace_seconds":3,"opens_at":null,"closes_at":"2026-12-24T18:00:00+00:00","shuffle_questions":true,"shuffle_answers":true,
         "show_score":"after_submit","show_feedback":"after_submit","show_answers":"after_close","scoring":"best","question_count":2,
         "attempts_used":0,"running_attempt_id":null,"items":null,"created_at":"2026-11-25T09:00:00+00:00",
         "updated_at":"2026-11-25T09:00:00+00:00","version":1}
        """;

    public const string List =
        """
        {"items":[{"id":"0199c3f2-9a00-7c3e-9d2b-5f0e8a61b3c4","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"Addresses",
         "status":"published","opens_at":null,"closes_at":"2026-12-24T18:00:00+00:00","time_limit_seconds":600}],"next_cursor":null}
        """;

    public const string Summary =
        """
        {"id":"0199c3f2-9b00-7c3e-9d2b-5f0e8a61b3c4","assessment_id":"0199c3f2-9a00-7c3e-9d2b-5f0e8a61b3c4",
         "user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de009","number":1,"status":"running","started_at":"2026-11-25T10:00:00+00:00",
         "ends_at":"2026-11-25T10:10:00+00:00","submitted_at":null,"submitted_by":null,"score":null,"passed":null}
        """;

    public const string Attempt =
        $$$"""
        {"attempt":{{{Summary}}},"max_points":3,"points":null,"sequence":0,"server_time":"2026-11-25T10:00:00+00:00","questions":[
         {"question":{"question_id":"0199c3f2-8c00-7c3e-9d2b-5f0e8a61b3c4","kind":"single_choice",
          "stem":{"text":"The broadcast address of `192.168.1.0/25`?","format":"markdown"},"points":2,"options":[
           {"id":"1d3c7a90-22b4-4f6e-8a51-7be0a2f4c902","text":{"text":"192.168.1.128","format":"plain"}},
           {"id":"8f0c2b5e-6a4c-4b7e-9f3c-0d7a54c1e201","text":{"text":"192.168.1.127","format":"plain"}}],
          "prompts":null,"matches":null,"items":null,"rubric":null,"template":null,"answer":null},
          "points":null,"feedback":null,"general_feedback":null,"solution":null,"grade":null}]}
        """;

    public const string Save =
        """
        {"sequence":1,"answers":{"0199c3f2-8c00-7c3e-9d2b-5f0e8a61b3c4":{"option_id":"8f0c2b5e-6a4c-4b7e-9f3c-0d7a54c1e201"}}}
        """;

    public const string Saved = """{"sequence":1,"saved_at":"2026-11-25T10:01:00+00:00","ends_at":"2026-11-25T10:10:00+00:00"}""";

    public const string Submit =
        """
        {"attempt_id":"0199c3f2-9b00-7c3e-9d2b-5f0e8a61b3c4",
         "answers":{"0199c3f2-8c00-7c3e-9d2b-5f0e8a61b3c4":{"option_id":"8f0c2b5e-6a4c-4b7e-9f3c-0d7a54c1e201"}}}
        """;

    public const string Result =
        $$"""
        {"assessment_id":"0199c3f2-9a00-7c3e-9d2b-5f0e8a61b3c4","scoring":"best","pass_mark":60,"score":66.67,"passed":true,
         "attempts":[{{Summary}}],"latest":null}
        """;

    public const string Grades =
        """
        {"grades":{"0199c3f2-8d00-7c3e-9d2b-5f0e8a61b3c4":{"criteria":{"5b7e9f3c-0d7a-4c1e-8201-8f0c2b5e6a4c":3},"comment":"Well argued."}}}
        """;

    public const string Regrade = """{"reason":"Both addresses are right; see the erratum."}""";

    public const string Regraded = """{"attempts":120,"changed":17}""";

    public const string Statistics =
        """
        {"attempts":120,"mean_score":71.4,"standard_deviation":18.2,"questions":[
         {"question_id":"0199c3f2-8c00-7c3e-9d2b-5f0e8a61b3c4","name":"Broadcast address","kind":"single_choice",
          "attempts":120,"answered":118,
          "facility":64.2,"standard_deviation":47.9,"discrimination_index":0.41,"discrimination":0.33}]}
        """;
}
