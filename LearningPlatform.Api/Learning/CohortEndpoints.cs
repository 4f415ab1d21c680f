using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Learning;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Learning;

/// <summary>A course's cohorts and enrolment codes, for its teachers.</summary>
internal static class CohortEndpoints
{
    public static void MapCohorts(this RouteGroupBuilder course)
    {
        course.MapGet("/cohorts", ListAsync).WithSummary("The course's cohorts, by start").WithResponseExample(CohortExamples.List);
        course.MapPost("/cohorts", CreateAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Make a cohort")
            .WithDescription(
                "Before its start, its students see the outline only; after its end they can read the course, and nothing counts any more.")
            .Fails(409, "COHORT_NAME_TAKEN", "TOO_MANY_COHORTS")
            .WithRequestExample(CohortExamples.Request)
            .WithResponseExample(CohortExamples.Cohort);
        course.MapPut("/cohorts/{cohortId:guid}", UpdateAsync)
            .WithSummary("Replace a cohort's fields")
            .WithDescription("With If-Match, a version that has changed since is refused (412).")
            .Fails(404, "COHORT_NOT_FOUND")
            .Fails(409, "COHORT_NAME_TAKEN")
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(CohortExamples.Request)
            .WithResponseExample(CohortExamples.Cohort);
        course.MapDelete("/cohorts/{cohortId:guid}", DeleteAsync)
            .WithSummary("Delete a cohort without students")
            .Fails(404, "COHORT_NOT_FOUND")
            .Fails(409, "COHORT_NOT_EMPTY")
            .Fails(412, "PRECONDITION_FAILED");
        course.MapGet("/enrollment-codes", ListCodesAsync).WithSummary("The course's codes, newest first");
        course.MapPost("/enrollment-codes", CreateCodeAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Make an enrolment code")
            .Fails(404, "COHORT_NOT_FOUND")
            .Fails(409, "TOO_MANY_CODES")
            .WithRequestExample("""{"max_uses":30,"expires_at":"2027-01-31T00:00:00Z","cohort_id":null}""")
            .WithResponseExample(CohortExamples.Code);
        course.MapPost("/enrollment-codes/{codeId:guid}/rotate", RotateAsync)
            .WithSummary("Put a new code in a code's place")
            .WithDescription("The same limits, counted anew; the old code opens nothing any more.")
            .Fails(404, "CODE_NOT_FOUND")
            .Fails(409, "CODE_REVOKED")
            .WithResponseExample(CohortExamples.Code);
        course.MapDelete("/enrollment-codes/{codeId:guid}", RevokeAsync).WithSummary("Revoke a code").Fails(404, "CODE_NOT_FOUND");
    }

    private static async Task<Reply<Page<Cohort>>> ListAsync(Guid id, Cohorts cohorts, CancellationToken cancellationToken) =>
        new Page<Cohort>(await cohorts.ListAsync(id, cancellationToken), null);

    private static async Task<CreatedReply<Cohort>> CreateAsync(
        Guid id, CohortRequest request, Cohorts cohorts, CancellationToken cancellationToken) =>
        (await cohorts.CreateAsync(id, request.ToContent(), cancellationToken)).TryGet(out var cohort, out var failure)
            ? CreatedReply<Cohort>.At($"/api/v1/courses/{id}/cohorts", cohort)
            : failure;

    private static async Task<Reply<Cohort>> UpdateAsync(
        Guid id, Guid cohortId, CohortRequest request, HttpContext context, Cohorts cohorts, CancellationToken cancellationToken) =>
        await cohorts.UpdateAsync(
            id, cohortId, request.ToContent(), version => Preconditions.Check(context.Request, version), cancellationToken);

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, Guid cohortId, HttpContext context, Cohorts cohorts, CancellationToken cancellationToken) =>
        await cohorts.DeleteAsync(id, cohortId, version => Preconditions.Check(context.Request, version), cancellationToken);

    private static async Task<Reply<Page<EnrollmentCode>>> ListCodesAsync(
        Guid id, EnrollmentCodes codes, CancellationToken cancellationToken) =>
        new Page<EnrollmentCode>(await codes.ListAsync(id, cancellationToken), null);

    private static async Task<CreatedReply<EnrollmentCode>> CreateCodeAsync(
        Guid id, EnrollmentCodeRequest request, EnrollmentCodes codes, CancellationToken cancellationToken) =>
        (await codes.CreateAsync(id, request.MaxUses, request.ExpiresAt, request.CohortId, cancellationToken))
        .TryGet(out var code, out var failure)
            ? CreatedReply<EnrollmentCode>.At($"/api/v1/courses/{id}/enrollment-codes", code)
            : failure;

    private static async Task<Reply<EnrollmentCode>> RotateAsync(
        Guid id, Guid codeId, EnrollmentCodes codes, CancellationToken cancellationToken) =>
        await codes.RotateAsync(id, codeId, cancellationToken);

    private static async Task<NoContentReply> RevokeAsync(
        Guid id, Guid codeId, EnrollmentCodes codes, CancellationToken cancellationToken) =>
        await codes.RevokeAsync(id, codeId, cancellationToken);
}

/// <summary>A cohort as its teachers describe it.</summary>
/// <param name="Name">1 to 200 characters, once in the course.</param>
/// <param name="StartsAt">UTC.</param>
/// <param name="EndsAt">After the start; absent for no end.</param>
public sealed record CohortRequest(string? Name, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt = null)
{
    internal CohortContent ToContent() => new(Name!.Trim(), StartsAt!.Value.ToUniversalTime(), EndsAt?.ToUniversalTime());
}

/// <summary>The limits of a new code.</summary>
/// <param name="MaxUses">1 to 1,000,000; absent for no limit.</param>
/// <param name="ExpiresAt">In the future; absent for never.</param>
/// <param name="CohortId">The cohort that it leads into.</param>
public sealed record EnrollmentCodeRequest(int? MaxUses = null, DateTimeOffset? ExpiresAt = null, Guid? CohortId = null);

internal sealed class CohortRequestValidator : AbstractValidator<CohortRequest>
{
    public CohortRequestValidator()
    {
        RuleFor(request => request.Name).NotEmpty().MaximumLength(Cohort.NameMaxLength);
        RuleFor(request => request.StartsAt).NotNull().Must(ApiTimes.IsStorable).WithMessage(ApiTimes.OutOfRange);
        RuleFor(request => request.EndsAt).Must(ApiTimes.IsStorable).WithMessage(ApiTimes.OutOfRange);
        RuleFor(request => request.EndsAt).GreaterThan(request => request.StartsAt);
    }
}

internal sealed class EnrollmentCodeRequestValidator : AbstractValidator<EnrollmentCodeRequest>
{
    public EnrollmentCodeRequestValidator(TimeProvider time)
    {
        RuleFor(request => request.MaxUses).InclusiveBetween(1, EnrollmentCode.MaxUsesLimit);
        RuleFor(request => request.ExpiresAt).Must(at => at is null || (at > time.GetUtcNow() && ApiTimes.IsStorable(at)))
            .WithMessage("A time to come.");
    }
}

/// <summary>Times from outside.</summary>
internal static class ApiTimes
{
    public const string OutOfRange = "A year from 2000 to 2199.";

    public static bool IsStorable(DateTimeOffset? time) => time is null or { Year: >= 2000 and < 2200 };
}

/// <summary>Examples for the API's description.</summary>
internal static class CohortExamples
{
    public const string Request = """{"name":"Spring 2027","starts_at":"2027-03-01T08:00:00Z","ends_at":"2027-06-30T22:00:00Z"}""";

    public const string Cohort =
        """
        {"id":"0199c3f4-1b30-7c3e-9d2b-5f0e8a61b3c4","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","name":"Spring 2027",
         "starts_at":"2027-03-01T08:00:00Z","ends_at":"2027-06-30T22:00:00Z","created_at":"2026-11-21T09:00:00Z",
         "updated_at":"2026-11-21T09:00:00Z","version":1}
        """;

    public const string List = $$"""{"items":[{{Cohort}}],"next_cursor":null}""";

    public const string Code =
        """
        {"id":"0199c3f4-2c40-7c3e-9d2b-5f0e8a61b3c4","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","code":"7K3M9XQ24H","cohort_id":null,
         "max_uses":30,"uses":0,"expires_at":"2027-01-31T00:00:00Z","revoked_at":null,"created_at":"2026-11-21T09:00:00Z"}
        """;
}
