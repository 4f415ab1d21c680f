using System.Globalization;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Learning;

/// <summary>A course's enrolments in the hands of its teachers.</summary>
internal static class ClassEndpoints
{
    public static void MapClass(this RouteGroupBuilder course)
    {
        course.MapPost("/enrollments", EnrollAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Enrol people, up to 200 at once")
            .WithDescription(
                "Each by account or by address, whatever the course's mode and prerequisites. The answer has a line for each of them: one "
                + "that is refused leaves the others enrolled. An address without an account is enrolled as a guest.")
            .WithRequestExample(ClassExamples.Request)
            .WithResponseExample(ClassExamples.Lines);
        course.MapPut("/enrollments/{enrollmentId:guid}", MoveAsync)
            .WithSummary("Put a student into a cohort, or out of it")
            .Fails(404, "ENROLLMENT_NOT_FOUND", "COHORT_NOT_FOUND")
            .WithRequestExample("""{"cohort_id":"0199c3f4-1b30-7c3e-9d2b-5f0e8a61b3c4"}""");
        course.MapDelete("/enrollments/{enrollmentId:guid}", RemoveAsync)
            .WithSummary("Take a student out of the course")
            .WithDescription("Progress stays, for who comes back.")
            .Fails(404, "ENROLLMENT_NOT_FOUND");
        course.MapGet("/waiting-list", WaitingAsync)
            .WithSummary("The waiting list, from its front")
            .WithPageParameters();
        course.MapGet("/enrollment-settings", SettingsAsync).WithSummary("Who may enrol");
        course.MapPut("/enrollment-settings", SetAsync)
            .WithSummary("Say who may enrol")
            .WithDescription("`open`: everybody. `code`: those who have a code. `invite`: only teachers enrol. Nobody loses a seat by it.")
            .WithRequestExample("""{"mode":"code"}""");
    }

    private static async Task<Reply<ClassResponse>> EnrollAsync(
        Guid id, ClassRequest request, ClassEnrollment classes, CancellationToken cancellationToken)
    {
        var members = request.Students!.Select(student => new ClassMember(student.UserId, student.Email)).ToList();
        return new ClassResponse(await classes.EnrollAsync(id, members, request.CohortId, cancellationToken));
    }

    private static async Task<NoContentReply> MoveAsync(
        Guid id, Guid enrollmentId, MoveRequest request, ClassEnrollment classes, CancellationToken cancellationToken) =>
        await classes.MoveAsync(id, enrollmentId, request.CohortId, cancellationToken);

    private static async Task<NoContentReply> RemoveAsync(
        Guid id, Guid enrollmentId, Enrollments enrollments, CancellationToken cancellationToken) =>
        await enrollments.RemoveAsync(id, enrollmentId, cancellationToken) ? NoContentReply.Done : LearningFailures.EnrollmentNotFound;

    private static async Task<Reply<Page<WaitingView>>> WaitingAsync(
        Guid id, HttpContext context, WaitingLists waiting, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After(key => long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _)));
        return query.Failure is { } failure
            ? failure
            : await waiting.ListAsync(
                id, limit, after is { } place ? long.Parse(place.Key, CultureInfo.InvariantCulture) : 0, cancellationToken);
    }

    private static async Task<Reply<EnrollmentSettings>> SettingsAsync(
        Guid id, CourseEntrance entrance, CancellationToken cancellationToken) =>
        new EnrollmentSettings(await entrance.ModeAsync(id, cancellationToken));

    private static async Task<Reply<EnrollmentSettings>> SetAsync(
        Guid id, EnrollmentSettings request, CourseEntrance entrance, CancellationToken cancellationToken)
    {
        await entrance.SetModeAsync(id, request.Mode!.Value, cancellationToken);
        return request;
    }
}

/// <summary>People to enrol.</summary>
/// <param name="Students">1 to 200.</param>
/// <param name="CohortId">A cohort of the course, for all of them.</param>
public sealed record ClassRequest(IReadOnlyList<ClassStudent>? Students, Guid? CohortId = null);

/// <summary>One of them.</summary>
/// <param name="UserId">The account; or else <paramref name="Email"/>.</param>
/// <param name="Email">An address.</param>
public sealed record ClassStudent(Guid? UserId = null, string? Email = null);

/// <summary>What became of each.</summary>
public sealed record ClassResponse(IReadOnlyList<ClassLine> Lines);

/// <summary>Where an enrolment belongs.</summary>
/// <param name="CohortId">Null for no cohort.</param>
public sealed record MoveRequest(Guid? CohortId);

/// <summary>Who enrols by themselves.</summary>
/// <param name="Mode">open, code or invite.</param>
public sealed record EnrollmentSettings(EnrollmentMode? Mode);

internal sealed class ClassRequestValidator : AbstractValidator<ClassRequest>
{
    public ClassRequestValidator()
    {
        RuleFor(request => request.Students).NotEmpty()
            .Must(students => students is null or { Count: <= ClassEnrollment.MaxMembers })
            .WithMessage($"At most {ClassEnrollment.MaxMembers}.");
        RuleForEach(request => request.Students)
            .Must(student => student is { UserId: not null, Email: null } || (student is { UserId: null } && Email.IsValid(student.Email)))
            .WithMessage("Give a user_id or an e-mail address.");
    }
}

internal sealed class EnrollmentSettingsValidator : AbstractValidator<EnrollmentSettings>
{
    public EnrollmentSettingsValidator() => RuleFor(settings => settings.Mode).NotNull();
}

/// <summary>Examples for the API's description.</summary>
internal static class ClassExamples
{
    public const string Request =
        """{"students":[{"email":"grace@example.com"},{"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de002"}],"cohort_id":null}""";

    public const string Lines =
        """
        {"lines":[{"line":0,"status":"enrolled","enrollment_id":"0199c3f3-0c20-7f4a-8e11-6a1b9c2d3e4f","code":null,"message":null},
          {"line":1,"status":"refused","enrollment_id":null,"code":"COURSE_FULL","message":"Every seat of this course is taken."}]}
        """;
}
