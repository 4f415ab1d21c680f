using CsvHelper;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Learning.Progress;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Learning;

/// <summary>A course's learners and their progress, for its teachers.</summary>
internal static class RosterEndpoints
{
    private const int MaxStuckDays = 3_650;

    // A cell that a spreadsheet would take for a formula is written as text: names come from anybody.
    private static readonly CsvWriterOptions Csv = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static void MapRoster(this RouteGroupBuilder course)
    {
        course.MapGet("/roster", ListAsync)
            .WithSummary("The course's learners with their progress")
            .WithFilters()
            .WithPageParameters()
            .WithResponseExample(RosterExamples.List);
        course.MapGet("/roster.csv", ExportAsync)
            .WithSummary("The roster as CSV")
            .WithDescription("All of it, in the order of enrolment. Cells that a spreadsheet would run as a formula start with an apostrophe.")
            .WithFilters()
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
    }

    private static async Task<Reply<Page<RosterEntry>>> ListAsync(
        Guid id, HttpContext context, Roster roster, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (filter, limit, after) = (Filter(id, query), query.Limit(), query.After());
        return query.Failure is { } failure ? failure : await roster.ListAsync(filter, limit, after, cancellationToken);
    }

    private static async Task ExportAsync(Guid id, HttpContext context, Roster roster, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = Filter(id, query);
        if (query.Failure is { } failure)
        {
            await FailureWriter.WriteAsync(context, failure);
            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"roster-{id}.csv\"";
        await using var csv = CsvWriter.Create(context.Response.Body, Csv, leaveOpen: true);
        csv.WriteHeader(
            "name", "email", "cohort", "enrolled_at", "percentage", "score", "lessons_done", "time_spent_minutes",
            "last_activity_at", "completed_at");
        await foreach (var learner in roster.AllAsync(filter, cancellationToken))
        {
            Write(csv, learner);
            await csv.EndRecordAsync(cancellationToken);
        }
    }

    private static void Write(CsvWriter csv, RosterEntry learner)
    {
        csv.WriteField(learner.Name);
        csv.WriteField(learner.Email);
        csv.WriteField(learner.Cohort);
        csv.WriteField(learner.EnrolledAt.UtcDateTime, TimeFormat);
        csv.WriteField(learner.Percentage);
        csv.WriteField(learner.Score);
        csv.WriteField(learner.LessonsDone);
        csv.WriteField(learner.TimeSpent);
        csv.WriteField(learner.LastActivityAt?.UtcDateTime, TimeFormat);
        csv.WriteField(learner.CompletedAt?.UtcDateTime, TimeFormat);
    }

    private static RosterFilter Filter(Guid courseId, QueryReader query) =>
        new(courseId, query.Id("cohort_id"), query.Number("stuck_days", 1, MaxStuckDays));

    private static RouteHandlerBuilder WithFilters(this RouteHandlerBuilder route) => route.WithMetadata(
        new QueryParameter("cohort_id", "string", "Only this cohort."),
        new QueryParameter(
            "stuck_days", "integer", "Only those who have not completed the course and have done nothing in it for so many days."));
}

/// <summary>Examples for the API's description.</summary>
internal static class RosterExamples
{
    public const string List =
        """
        {"items":[{"enrollment_id":"0199c3f3-0c20-7f4a-8e11-6a1b9c2d3e4f","user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de002","name":"Grace Hopper",
          "email":"grace@example.com","cohort_id":null,"cohort":null,"enrolled_at":"2026-11-21T09:05:00Z","percentage":50,"score":87.5,
          "lessons_done":4,"time_spent":95,"last_activity_at":"2026-11-22T18:00:00Z","completed_at":null}],"next_cursor":null}
        """;
}
