using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Certificates.Certifications;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Certificates;

/// <summary>Certifications: several courses that make one certificate together, and how far somebody is (document 1: certification progress).</summary>
internal static class CertificationEndpoints
{
    public static void MapCertifications(this IEndpointRouteBuilder v1)
    {
        var certifications = v1.MapGroup("/certifications").WithTags("Certificates").RequireAuthorization();
        certifications.MapGet("/", ListAsync)
            .WithSummary("Certifications and one's progress in them, newest first")
            .WithPageParameters()
            .WithResponseExample(CertificateExamples.Certifications);
        certifications.MapGet("/{id:guid}", GetAsync)
            .WithSummary("A certification and one's progress in it")
            .Fails(404, "CERTIFICATION_NOT_FOUND")
            .WithResponseExample(CertificateExamples.Certification);

        var authoring = certifications.MapGroup("").RequireAuthorization(Policies.Teacher);
        authoring.MapPost("/", CreateAsync)
            .WithSummary("Make a certification of published courses")
            .WithDescription("Who holds enough of the courses' certificates already gets this one, too.")
            .HonoursIdempotencyKey()
            .WithRequestExample(CertificateExamples.CertificationRequest)
            .WithResponseExample(CertificateExamples.Certification);
        authoring.MapPut("/{id:guid}", UpdateAsync)
            .WithSummary("Replace a certification's fields")
            .WithDescription("Certificates that are issued stay. With If-Match, a version that has changed since is refused (412).")
            .WithOwnerFailures()
            .WithRequestExample(CertificateExamples.CertificationRequest)
            .WithResponseExample(CertificateExamples.Certification);
        authoring.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Delete a certification; its certificates stay")
            .WithOwnerFailures();
    }

    private static async Task<Reply<Page<CertificationView>>> ListAsync(
        HttpContext context, ClaimsPrincipal user, CertificationQueries queries, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After());
        return query.Failure is { } failure ? failure : await queries.ListAsync(user.Caller().UserId, limit, after, cancellationToken);
    }

    private static async Task<Reply<CertificationView>> GetAsync(
        Guid id, ClaimsPrincipal user, CertificationQueries queries, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, user.Caller().UserId, cancellationToken) is { } found ? found : CertificationAuthoring.NotFound;

    private static async Task<CreatedReply<CertificationView>> CreateAsync(
        CertificationRequest request,
        ClaimsPrincipal user,
        CertificationAuthoring authoring,
        CertificationQueries queries,
        CancellationToken cancellationToken)
    {
        var caller = user.Caller();
        if (!(await authoring.CreateAsync(request.ToContent(), caller, cancellationToken)).TryGet(out var id, out var failure))
        {
            return failure;
        }

        return CreatedReply<CertificationView>.At($"/api/v1/certifications/{id}", (await queries.FindAsync(id, caller.UserId, cancellationToken))!);
    }

    private static async Task<Reply<CertificationView>> UpdateAsync(
        Guid id,
        CertificationRequest request,
        HttpContext context,
        CertificationAuthoring authoring,
        CertificationQueries queries,
        CancellationToken cancellationToken)
    {
        var caller = context.User.Caller();
        var updated = await authoring.UpdateAsync(
            id, request.ToContent(), caller, version => Preconditions.Check(context.Request, version), cancellationToken);
        return updated.Failure is { } failure ? failure : (await queries.FindAsync(id, caller.UserId, cancellationToken))!;
    }

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, HttpContext context, CertificationAuthoring authoring, CancellationToken cancellationToken) =>
        await authoring.DeleteAsync(id, context.User.Caller(), version => Preconditions.Check(context.Request, version), cancellationToken);

    private static RouteHandlerBuilder WithOwnerFailures(this RouteHandlerBuilder route) =>
        route.Fails(403, "NOT_CERTIFICATION_OWNER").Fails(404, "CERTIFICATION_NOT_FOUND").Fails(412, "PRECONDITION_FAILED");
}

/// <summary>A certification as its author describes it.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Description">1 to 5,000 characters, plain text or Markdown.</param>
/// <param name="CourseIds">1 to 50 published courses, in order, each once.</param>
/// <param name="Required">How many of them it takes; absent for all.</param>
public sealed record CertificationRequest(string? Title, string? Description, Guid[]? CourseIds, int? Required = null)
{
    internal CertificationContent ToContent() => new(Title!.Trim(), Description!.Trim(), CourseIds!, Required);
}

internal sealed class CertificationRequestValidator : AbstractValidator<CertificationRequest>
{
    public CertificationRequestValidator()
    {
        RuleFor(request => request.Title).NotEmpty().MaximumLength(CertificationContent.TitleMaxLength);
        RuleFor(request => request.Description).NotEmpty().MaximumLength(CertificationContent.DescriptionMaxLength);
        RuleFor(request => request.CourseIds).Must(ids => ids is { Length: >= 1 and <= CertificationContent.CoursesMaxCount })
            .WithMessage($"1 to {CertificationContent.CoursesMaxCount}.");
        RuleFor(request => request.CourseIds).Must(ids => ids is null || ids.Distinct().Count() == ids.Length).WithMessage("Each once.");
        RuleFor(request => request.Required).Must((request, required) => required is null || (required >= 1 && required <= request.CourseIds?.Length))
            .WithMessage("1 to as many as there are courses.");
    }
}
