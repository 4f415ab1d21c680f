using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Learning;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Learning;

/// <summary>What a learner does about getting in beyond enrolling: codes, the waiting list, and where they stand.</summary>
internal static class EntranceEndpoints
{
    public static void MapEntrance(this IEndpointRouteBuilder enrollments)
    {
        var routes = enrollments.MapGroup("").RequireAuthorization();
        routes.MapGet("/courses/{id:guid}/enroll", StandingAsync)
            .WithSummary("Where the caller stands with the course")
            .WithDescription("Enrolled, waiting (with the position) or neither; who may enrol, and which courses must be completed before.")
            .Fails(404, "COURSE_NOT_FOUND")
            .WithResponseExample(EntranceExamples.Standing);
        routes.MapPost("/courses/enroll-by-code", EnrollByCodeAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Enrol by a code in whichever course it is for")
            .Fails(403, "ENROLLMENT_CODE_INVALID", "ENROLLMENT_BY_INVITATION")
            .Fails(409, "ALREADY_ENROLLED", "COURSE_FULL", "COURSE_CLOSED", "COURSE_PREREQUISITES_MISSING")
            .WithRequestExample(EntranceExamples.Code)
            .WithResponseExample(EnrollmentExamples.Account);
        routes.MapPost("/courses/{id:guid}/waiting-list", WaitAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Wait for a seat in a full course")
            .WithDescription(
                "On the terms of enrolling, with a code where the course asks for one. The first in the queue is enrolled as soon as a seat "
                + "is free, and notified.")
            .Fails(403, "ENROLLMENT_BY_CODE", "ENROLLMENT_CODE_INVALID", "ENROLLMENT_BY_INVITATION")
            .Fails(404, "COURSE_NOT_FOUND", "COHORT_NOT_FOUND")
            .Fails(409, "COURSE_NOT_FULL", "ALREADY_WAITING", "ALREADY_ENROLLED", "COURSE_CLOSED", "COURSE_PREREQUISITES_MISSING")
            .Fails(409, "COHORT_ENDED")
            .WithResponseExample(EntranceExamples.Standing);
        routes.MapDelete("/courses/{id:guid}/waiting-list", StopWaitingAsync)
            .WithSummary("Leave the waiting list")
            .Fails(404, "NOT_WAITING");
    }

    private static async Task<Reply<EnrollmentStanding>> StandingAsync(
        Guid id, ClaimsPrincipal user, CourseEntrance entrance, CancellationToken cancellationToken) =>
        await entrance.StandingAsync(id, user.Caller().UserId, cancellationToken) is { } standing
            ? standing
            : LearningFailures.CourseNotFound;

    private static async Task<CreatedReply<EnrollmentResponse>> EnrollByCodeAsync(
        CodeRequest request, ClaimsPrincipal user, CourseEntrance entrance, CancellationToken cancellationToken) =>
        EnrollmentResponse.Created(
            await entrance.EnrollByCodeAsync(request.Code!, courseId: null, cohortId: null, user.Caller().UserId, cancellationToken));

    private static async Task<CreatedReply<EnrollmentStanding>> WaitAsync(
        Guid id, EnrollRequest? request, ClaimsPrincipal user, CourseEntrance entrance, CancellationToken cancellationToken)
    {
        var userId = user.Caller().UserId;
        var failure = await entrance.RefuseCohortAsync(id, request?.CohortId, cancellationToken)
            ?? await entrance.WaitAsync(id, userId, request?.Code, request?.CohortId, cancellationToken);
        return failure is not null
            ? failure
            : CreatedReply<EnrollmentStanding>.At(
                $"/api/v1/courses/{id}/enroll", (await entrance.StandingAsync(id, userId, cancellationToken))!);
    }

    private static async Task<NoContentReply> StopWaitingAsync(
        Guid id, ClaimsPrincipal user, WaitingLists waiting, CancellationToken cancellationToken) =>
        await waiting.LeaveAsync(id, user.Caller().UserId, cancellationToken) ? NoContentReply.Done : LearningFailures.NotWaiting;
}

/// <summary>What enrolling may need.</summary>
/// <param name="Code">An enrolment code.</param>
/// <param name="CohortId">A cohort of the course that has not ended; a code's own cohort comes first.</param>
public sealed record EnrollRequest(string? Code = null, Guid? CohortId = null);

/// <summary>An enrolment code.</summary>
/// <param name="Code">As it was typed: spaces, hyphens and case don't matter.</param>
public sealed record CodeRequest(string? Code);

internal sealed class EnrollRequestValidator : AbstractValidator<EnrollRequest>
{
    public EnrollRequestValidator() => RuleFor(request => request.Code).Length(1, CodeRequestValidator.MaxLength);
}

internal sealed class CodeRequestValidator : AbstractValidator<CodeRequest>
{
    public const int MaxLength = 50;

    public CodeRequestValidator() => RuleFor(request => request.Code).NotEmpty().MaximumLength(MaxLength);
}

/// <summary>Examples for the API's description.</summary>
internal static class EntranceExamples
{
    public const string Code = """{"code":"7K3M-9XQ2-4H"}""";

    public const string Standing =
        """
        {"status":"waiting","enrollment_id":null,"enrolled_at":null,"cohort_id":null,"waiting_position":3,"mode":"open","missing_courses":[]}
        """;
}
