using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Learning;

/// <summary>Document 4's admin routes over students and enrolments.</summary>
internal static class EnrollmentAdminEndpoints
{
    public static void MapLearningAdmin(this IEndpointRouteBuilder v1)
    {
        var admin = v1.MapGroup("/admin").WithTags("Administration").RequireAuthorization(Policies.Admin);
        admin.MapGet("/students", StudentsAsync)
            .WithSummary("Every student, accounts and guests, by address")
            .WithPageParameters()
            .WithResponseExample(EnrollmentExamples.Students);
        admin.MapGet("/enrollments", EnrollmentsAsync)
            .WithSummary("Every enrolment, newest first")
            .WithMetadata(
                new QueryParameter("course_id", "string", "Only of this course."),
                new QueryParameter("student_email", "string", "Only of this address."))
            .WithPageParameters()
            .WithResponseExample(EnrollmentExamples.List);
        admin.MapDelete("/enrollments/{id:guid}", DeleteAsync)
            .WithSummary("Delete an enrolment")
            .Fails(404, "ENROLLMENT_NOT_FOUND");
    }

    private static async Task<Reply<Page<StudentView>>> StudentsAsync(
        HttpContext context, EnrollmentQueries queries, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After(Email.IsValid));
        return query.Failure is { } failure ? failure : await queries.StudentsAsync(limit, after, cancellationToken);
    }

    private static async Task<Reply<Page<EnrollmentView>>> EnrollmentsAsync(
        HttpContext context, EnrollmentQueries queries, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = new EnrollmentFilter(
            query.Id("course_id"),
            null,
            query.Text("student_email", User.EmailMaxLength) is { } email ? Email.Normalize(email) : null,
            query.Limit(),
            query.After());
        return query.Failure is { } failure ? failure : await queries.ListAsync(filter, cancellationToken);
    }

    private static async Task<NoContentReply> DeleteAsync(Guid id, Enrollments enrollments, CancellationToken cancellationToken) =>
        await enrollments.RemoveAsync(id, cancellationToken) ? NoContentReply.Done : LearningFailures.EnrollmentNotFound;
}
