namespace LearningPlatform.Api.Assessments;

/// <summary>Examples for the API's description.</summary>
internal static class ImportExamples
{
    public const string Report =
        """
        {"bank_id":"0199c3f2-8b00-7c3e-9d2b-5f0e8a61b3c4","dry_run":false,"format":"gift","added":1,"already_there":0,"not_understood":1,
         "questions":[{"line":3,"id":"0199c3f2-8c00-7c3e-9d2b-5f0e8a61b3c4","name":"Broadcast address","kind":"single_choice",
          "category":"Networks/Addresses","is_new":true}],
         "notes":[{"line":12,"name":"Half","kind":"not_understood",
          "message":"The answers' opening brace { is not closed. In a text, write \\{ for it."}]}
        """;
}
