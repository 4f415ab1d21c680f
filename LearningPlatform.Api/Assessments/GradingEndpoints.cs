using System.Security.Claims;
using CsvHelper;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Assessments;
using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.Core.Assessments.Grading;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Assessments;

/// <summary>Grades, regrades and statistics: for a course's teachers.</summary>
internal static class GradingEndpoints
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly CsvWriterOptions Csv = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    public static void MapGrading(this IEndpointRouteBuilder assessments)
    {
        var grading = assessments.MapGroup("").RequireAuthorization(Policies.Teacher);
        grading.MapPost("/{id:guid}/regrade", RegradeAsync)
            .WithSummary("Score the submitted attempts again, after a question was corrected")
            .WithDescription("By the newest version of their questions. Grades given by hand stay. Done again, it changes nothing.")
            .WithOwnerFailures()
            .WithRequestExample(AssessmentExamples.Regrade)
            .WithResponseExample(AssessmentExamples.Regraded);
        grading.MapGet("/{id:guid}/statistics", StatisticsAsync)
            .WithSummary("Facility and discrimination of each question")
            .WithDescription("Over each learner's first attempt: classical item analysis; docs/assessments.md names the formulas.")
            .WithOwnerFailures()
            .WithResponseExample(AssessmentExamples.Statistics);
        grading.MapGet("/{id:guid}/score-changes", HistoryAsync)
            .WithSummary("Who gave or changed which score, when and why; newest first")
            .WithMetadata(new QueryParameter("attempt_id", "string", "Only this attempt's."))
            .WithPageParameters()
            .WithOwnerFailures();
        grading.MapGet("/{id:guid}/grades", GradesAsync).WithSummary("Everybody's result, by name").WithOwnerFailures();
        grading.MapGet("/{id:guid}/grades.csv", ExportAsync)
            .WithSummary("Everybody's result as CSV")
            .WithDescription("Cells that a spreadsheet would run as a formula start with an apostrophe.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .WithOwnerFailures();
    }

    public static void MapGradesOfAttempt(this IEndpointRouteBuilder attempts) => attempts.MapPut("/{id:guid}/grades", GradeAsync)
        .RequireAuthorization(Policies.Teacher)
        .WithSummary("Grade an attempt's essays")
        .WithDescription("With the rubric's criteria, or a percentage for an essay without one. To change a grade, give the reason.")
        .Fails(404, "ATTEMPT_NOT_FOUND")
        .Fails(409, "ATTEMPT_NOT_SUBMITTED")
        .WithRequestExample(AssessmentExamples.Grades)
        .WithResponseExample(AssessmentExamples.Attempt);

    private static async Task<Reply<RegradeResult>> RegradeAsync(
        Guid id, RegradeRequest request, ClaimsPrincipal user, Regrading regrading, CancellationToken cancellationToken) =>
        await regrading.RegradeAsync(id, request.Reason!.Trim(), user.Caller(), cancellationToken);

    private static async Task<Reply<AssessmentStatistics>> StatisticsAsync(
        Guid id, ClaimsPrincipal user, AssessmentAuthoring authoring, QuestionStatisticsQuery query, CancellationToken cancellationToken) =>
        (await authoring.FindAsync(id, user.Caller(), cancellationToken)).Failure is { } failure
            ? failure
            : await query.OfAsync(id, cancellationToken);

    private static async Task<Reply<Page<ScoreChangeView>>> HistoryAsync(
        Guid id, HttpContext context, GradeBook book, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (attemptId, limit, after) = (query.Id("attempt_id"), query.Limit(), query.After());
        return query.Failure is { } failure
            ? failure
            : await book.HistoryAsync(id, attemptId, limit, after, context.User.Caller(), cancellationToken);
    }

    private static async Task<Reply<GradeLine[]>> GradesAsync(
        Guid id, ClaimsPrincipal user, GradeBook book, CancellationToken cancellationToken) =>
        await book.LinesAsync(id, user.Caller(), cancellationToken);

    private static async Task ExportAsync(Guid id, HttpContext context, GradeBook book, CancellationToken cancellationToken)
    {
        if (!(await book.LinesAsync(id, context.User.Caller(), cancellationToken)).TryGet(out var lines, out var failure))
        {
            await FailureWriter.WriteAsync(context, failure);
            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"grades-{id}.csv\"";
        await using var csv = CsvWriter.Create(context.Response.Body, Csv, leaveOpen: true);
        csv.WriteHeader("user_id", "name", "email", "attempts", "awaiting_grade", "score", "passed", "last_submitted_at");
        foreach (var line in lines)
        {
            csv.WriteField(line.UserId.ToString());
            csv.WriteField(line.Name);
            csv.WriteField(line.Email);
            csv.WriteField(line.Attempts);
            csv.WriteField(line.AwaitingGrade);
            csv.WriteField(line.Score);
            csv.WriteField(line.Passed);
            csv.WriteField(line.LastSubmittedAt?.UtcDateTime, TimeFormat);
            await csv.EndRecordAsync(cancellationToken);
        }
    }

    private static async Task<Reply<AttemptView>> GradeAsync(
        Guid id,
        GradesRequest request,
        ClaimsPrincipal user,
        EssayGrading grading,
        AttemptReading reading,
        CancellationToken cancellationToken)
    {
        var graded = await grading.GradeAsync(id, request.Grades!, request.Reason, user.Caller(), cancellationToken);
        return graded.Failure is { } failure ? failure : await reading.FindAsync(id, user.Caller(), cancellationToken);
    }
}
