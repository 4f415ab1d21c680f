using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
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
        services.AddSingleton<Enrollments>();
        services.AddSingleton<EnrollmentQueries>();
    }

    public static void MapLearning(this IEndpointRouteBuilder v1)
    {
        var enrollments = v1.MapGroup("").WithTags("Enrollments");
        enrollments.MapPost("/courses/{id:guid}/enroll", EnrollAsync)
            .RequireAuthorization()
            .HonoursIdempotencyKey()
            .WithSummary("Enrol in a course")
            .WithEnrollFailures()
            .WithResponseExample(EnrollmentExamples.Account);
        enrollments.MapDelete("/courses/{id:guid}/enroll", LeaveAsync)
            .RequireAuthorization()
            .WithSummary("Leave a course")
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
    }

    private static async Task<CreatedReply<EnrollmentResponse>> EnrollAsync(
        Guid id, ClaimsPrincipal user, Enrollments enrollments, CancellationToken cancellationToken) =>
        Created(await enrollments.EnrollAsync(id, new(user.Caller().UserId, null), cancellationToken));

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

        return Created(await enrollments.EnrollAsync(request.CourseId!.Value, new(null, email), cancellationToken));
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

    private static CreatedReply<EnrollmentResponse> Created(Outcome<Enrollment> outcome) => outcome.TryGet(out var enrollment, out var failure)
        ? CreatedReply<EnrollmentResponse>.At($"/api/v1/courses/{enrollment.CourseId}/enroll", EnrollmentResponse.Of(enrollment))
        : failure;

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
    Guid Id, Guid CourseId, Guid? UserId, string? StudentEmail, DateTimeOffset EnrolledAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static EnrollmentResponse Of(Enrollment enrollment) => new(
        enrollment.Id,
        enrollment.CourseId,
        enrollment.UserId,
        enrollment.StudentEmail,
        enrollment.EnrolledAt,
        enrollment.CreatedAt,
        enrollment.UpdatedAt);
}
