using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
using LearningPlatform.Core.Learning.Labs;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.FeatureManagement;

namespace LearningPlatform.Api.Learning;

/// <summary>Enrolling: with an account (documents 1 and 5), or by address as a guest (document 4).</summary>
internal static class EnrollmentEndpoints
{
    /// <summary>The feature flag of guest enrolment: on outside production unless configuration says otherwise.</summary>
    public const string PublicEnrollment = "PublicEnrollment";

    public static void AddLearning(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, LearningJson.Default));
        services.AddSingleton<IValidator<GuestEnrollmentRequest>, GuestEnrollmentRequestValidator>();
        services.AddSingleton<IValidator<EnrollRequest>, EnrollRequestValidator>();
        services.AddSingleton<IValidator<CodeRequest>, CodeRequestValidator>();
        services.AddSingleton<IValidator<ClassRequest>, ClassRequestValidator>();
        services.AddSingleton<IValidator<EnrollmentSettings>, EnrollmentSettingsValidator>();
        services.AddSingleton<IValidator<CohortRequest>, CohortRequestValidator>();
        services.AddSingleton<IValidator<EnrollmentCodeRequest>, EnrollmentCodeRequestValidator>();
        services.AddSingleton<IValidator<WorkRequest>, WorkRequestValidator>();
        services.AddSingleton<IValidator<LabRequest>, LabRequestValidator>();
        services.AddSingleton<IValidator<EvidenceRequest>, EvidenceRequestValidator>();
        services.AddSingleton<IValidator<VerdictRequest>, VerdictRequestValidator>();
        services.AddLearningCore();
        services.AddScoped<ICoursePart, LabCoursePart>();
    }

    public static void MapLearning(this IEndpointRouteBuilder v1)
    {
        var enrollments = v1.MapGroup("").WithTags("Enrollments");
        enrollments.MapPost("/courses/{id:guid}/enroll", EnrollAsync)
            .RequireAuthorization()
            .HonoursIdempotencyKey()
            .WithSummary("Enrol in a course")
            .WithDescription("A body is needed for a code, or to choose a cohort. Who was here before finds their progress.")
            .WithEnrollFailures()
            .Fails(403, "ENROLLMENT_BY_CODE", "ENROLLMENT_BY_INVITATION", "ENROLLMENT_CODE_INVALID")
            .Fails(404, "COHORT_NOT_FOUND")
            .Fails(409, "COURSE_PREREQUISITES_MISSING", "COHORT_ENDED")
            .WithResponseExample(EnrollmentExamples.Account);
        enrollments.MapDelete("/courses/{id:guid}/enroll", LeaveAsync)
            .RequireAuthorization()
            .WithSummary("Leave a course")
            .WithDescription("Progress stays, for who comes back.")
            .Fails(404, "ENROLLMENT_NOT_FOUND");
        enrollments.MapPost("/enrollments", EnrollGuestAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Enrol a student by e-mail address")
            .WithDescription("Open to everybody while the feature PublicEnrollment is on; otherwise to the student themselves and admins. "
                + "The enrolment joins the account that verifies this address.")
            .WithEnrollFailures()
            .WithRequestExample(EnrollmentExamples.Request)
            .WithResponseExample(EnrollmentExamples.Guest);
        enrollments.MapGet("/students/{email}/enrollments", ListOfStudentAsync)
            .WithSummary("A student's enrolments, newest first")
            .WithPageParameters()
            .WithResponseExample(EnrollmentExamples.List);
        enrollments.MapEntrance();

        var course = v1.MapGroup("/courses/{id:guid}").WithTags("Teaching").ForCourseTeachers();
        course.MapClass();
        course.MapCohorts();
        course.MapRoster();
        v1.MapCourseProgress();
        v1.MapLabs();
    }

    private static async Task<CreatedReply<EnrollmentResponse>> EnrollAsync(
        Guid id,
        EnrollRequest? request,
        ClaimsPrincipal user,
        Enrollments enrollments,
        CourseEntrance entrance,
        CancellationToken cancellationToken)
    {
        var userId = user.Caller().UserId;
        if (await entrance.RefuseCohortAsync(id, request?.CohortId, cancellationToken) is { } failure)
        {
            return failure;
        }

        return EnrollmentResponse.Created(request?.Code is { } code
            ? await entrance.EnrollByCodeAsync(code, id, request.CohortId, userId, cancellationToken)
            : await enrollments.EnrollAsync(id, new(userId, null), new(Admission.Self, request?.CohortId), cancellationToken));
    }

    private static async Task<NoContentReply> LeaveAsync(
        Guid id, ClaimsPrincipal user, Enrollments enrollments, CancellationToken cancellationToken) =>
        await enrollments.LeaveAsync(id, user.Caller().UserId, cancellationToken) ? NoContentReply.Done : LearningFailures.EnrollmentNotFound;

    private static async Task<CreatedReply<EnrollmentResponse>> EnrollGuestAsync(
        GuestEnrollmentRequest request,
        ClaimsPrincipal user,
        IVariantFeatureManager features,
        LearningDbContext db,
        Enrollments enrollments,
        CancellationToken cancellationToken)
    {
        var email = Email.Normalize(request.StudentEmail!);
        if (await RefuseStrangerAsync(email, user, features, db, cancellationToken) is { } failure)
        {
            return failure;
        }

        return EnrollmentResponse.Created(
            await enrollments.EnrollAsync(request.CourseId!.Value, new(null, email), new(), cancellationToken));
    }

    private static async Task<Reply<Page<EnrollmentView>>> ListOfStudentAsync(
        string email,
        HttpContext context,
        ClaimsPrincipal user,
        IVariantFeatureManager features,
        LearningDbContext db,
        EnrollmentQueries queries,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After());
        if (query.Failure is { } invalid)
        {
            return invalid;
        }

        if (!Email.IsValid(email))
        {
            return Failure.Invalid("email", "Not an e-mail address.");
        }

        var normalized = Email.Normalize(email);
        if (await RefuseStrangerAsync(normalized, user, features, db, cancellationToken) is { } failure)
        {
            return failure;
        }

        return await queries.ListAsync(new(null, null, normalized, limit, after), cancellationToken);
    }

    /// <summary>Without the feature, only the student and admins may act for an address.</summary>
    private static async Task<Failure?> RefuseStrangerAsync(
        string email, ClaimsPrincipal user, IVariantFeatureManager features, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (await features.IsEnabledAsync(PublicEnrollment, cancellationToken))
        {
            return null;
        }

        var caller = user.CallerOrNull();
        if (caller is null)
        {
            return new(FailureKind.Unauthenticated, "UNAUTHENTICATED", "Sign in first.");
        }

        return caller.IsAdmin || await db.Users.AnyAsync(
            account => account.Id == caller.UserId && account.Email == email && account.EmailVerifiedAt != null, cancellationToken)
            ? null
            : Failure.Forbidden("FORBIDDEN", "Only the student and admins may do this.");
    }

    private static RouteHandlerBuilder WithEnrollFailures(this RouteHandlerBuilder route) =>
        route.Fails(404, "COURSE_NOT_FOUND").Fails(409, "ALREADY_ENROLLED", "COURSE_FULL", "COURSE_CLOSED");
}

/// <summary>Document 4's enrolment by address.</summary>
/// <param name="StudentEmail">An e-mail address.</param>
/// <param name="CourseId">A published course.</param>
public sealed record GuestEnrollmentRequest(string? StudentEmail, Guid? CourseId);

internal sealed class GuestEnrollmentRequestValidator : AbstractValidator<GuestEnrollmentRequest>
{
    public GuestEnrollmentRequestValidator()
    {
        RuleFor(request => request.StudentEmail).Must(Email.IsValid).WithMessage("Not an e-mail address.");
        RuleFor(request => request.CourseId).NotNull();
    }
}

/// <summary>An enrolment just made.</summary>
public sealed record EnrollmentResponse(
    Guid Id,
    Guid CourseId,
    Guid? UserId,
    string? StudentEmail,
    Guid? CohortId,
    DateTimeOffset EnrolledAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static CreatedReply<EnrollmentResponse> Created(Outcome<Enrollment> outcome) =>
        outcome.TryGet(out var enrollment, out var failure)
            ? CreatedReply<EnrollmentResponse>.At($"/api/v1/courses/{enrollment.CourseId}/enroll", Of(enrollment))
            : failure;

    internal static EnrollmentResponse Of(Enrollment enrollment) => new(
        enrollment.Id,
        enrollment.CourseId,
        enrollment.UserId,
        enrollment.StudentEmail,
        enrollment.CohortId,
        enrollment.EnrolledAt,
        enrollment.CreatedAt,
        enrollment.UpdatedAt);
}
