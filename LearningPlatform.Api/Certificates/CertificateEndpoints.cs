using System.Net.Mime;
using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Certificates;
using LearningPlatform.Core.Certificates.Badges;
using LearningPlatform.Core.Data;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Api.Certificates;

/// <summary>Certificates: one's own, those of a course for who teaches it, and the check by code that is open to everybody (documents 1 and 5).</summary>
internal static class CertificateEndpoints
{
    public static void AddCertificates(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, CertificatesJson.Default));
        services.AddCertificatesCore(builder.Configuration);
        services.AddSingleton<CertificatePdf>();
        services.AddSingleton<IValidator<RevocationRequest>, RevocationRequestValidator>();
        services.AddSingleton<IValidator<CertificationRequest>, CertificationRequestValidator>();
    }

    public static void MapCertificates(this IEndpointRouteBuilder v1)
    {
        var certificates = v1.MapGroup("/certificates").WithTags("Certificates");
        certificates.MapGet("/verify/{code}", VerifyAsync)
            .WithSummary("Whether a certificate is genuine")
            .WithDescription("Open to everybody who has the code: what stands on the certificate, and whether it holds. `/verify/{code}` is the same as a page.")
            .Fails(404, "CERTIFICATE_UNKNOWN")
            .WithResponseExample(CertificateExamples.Check);

        var own = certificates.MapGroup("").RequireAuthorization();
        own.MapGet("/", ListAsync)
            .WithSummary("One's own certificates, newest first")
            .WithPageParameters()
            .WithResponseExample(CertificateExamples.List);
        own.MapGet("/{id:guid}", GetAsync)
            .WithSummary("A certificate")
            .WithDescription("For its holder, who teaches the course, and admins.")
            .Fails(404, "CERTIFICATE_NOT_FOUND")
            .WithResponseExample(CertificateExamples.Certificate);
        own.MapGet("/{id:guid}/pdf", PdfAsync)
            .WithSummary("A certificate to print")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Pdf)
            .Fails(404, "CERTIFICATE_NOT_FOUND")
            .Fails(409, "CERTIFICATE_REVOKED");
        own.MapGet("/{id:guid}/credential", CredentialAsync)
            .WithSummary("A certificate as an Open Badges 3.0 credential")
            .WithDescription("For its holder: a signed VC-JWT in compact form.")
            .Produces(StatusCodes.Status200OK, contentType: BadgeCredentials.MediaType)
            .Fails(404, "CERTIFICATE_NOT_FOUND")
            .Fails(409, "CERTIFICATE_REVOKED");
        own.MapPost("/{id:guid}/revoke", RevokeAsync)
            .WithSummary("Take a certificate back")
            .WithDescription("For who teaches the course or made the certification, and admins; for good. Doing it again changes nothing.")
            .Fails(403, "FORBIDDEN")
            .Fails(404, "CERTIFICATE_NOT_FOUND")
            .WithRequestExample(CertificateExamples.Revocation)
            .WithResponseExample(CertificateExamples.Certificate);
        v1.MapGet("/courses/{id:guid}/certificates", ListOfCourseAsync)
            .RequireAuthorization(Policies.Teacher)
            .WithTags("Certificates")
            .WithSummary("A course's certificates, newest first")
            .Fails(403, "NOT_COURSE_OWNER")
            .Fails(404, "COURSE_NOT_FOUND")
            .WithPageParameters()
            .WithResponseExample(CertificateExamples.List);
    }

    private static async Task<Reply<CertificateCheck>> VerifyAsync(string code, CertificateQueries queries, CancellationToken cancellationToken) =>
        await queries.VerifyAsync(code, cancellationToken);

    private static async Task<Reply<Page<Certificate>>> ListAsync(
        HttpContext context, ClaimsPrincipal user, CertificateQueries queries, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After());
        return query.Failure is { } failure ? failure : await queries.OfUserAsync(user.Caller().UserId, limit, after, cancellationToken);
    }

    private static async Task<Reply<Certificate>> GetAsync(
        Guid id, ClaimsPrincipal user, CertificateRevocation certificates, CancellationToken cancellationToken) =>
        (await certificates.FindAsync(id, user.Caller(), cancellationToken)).TryGet(out var found, out var failure) ? found.Certificate : failure;

    private static async Task PdfAsync(
        Guid id, HttpContext context, CertificateRevocation certificates, CertificatePdf pdf, CancellationToken cancellationToken)
    {
        if (!ValidOnly(await certificates.FindAsync(id, context.User.Caller(), cancellationToken)).TryGet(out var found, out var failure))
        {
            await FailureWriter.WriteAsync(context, failure);
            return;
        }

        var file = pdf.Draw(found.Certificate);
        context.Response.ContentType = MediaTypeNames.Application.Pdf;
        context.Response.ContentLength = file.Length;
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{found.Certificate.Number}.pdf\"";
        context.Response.Headers.CacheControl = "private, no-store";
        await context.Response.Body.WriteAsync(file, cancellationToken);
    }

    private static async Task CredentialAsync(
        Guid id,
        HttpContext context,
        CertificateRevocation certificates,
        BadgeCredentials credentials,
        LearningDbContext db,
        CancellationToken cancellationToken)
    {
        var caller = context.User.Caller();
        var outcome = ValidOnly(await certificates.FindAsync(id, caller, cancellationToken));
        if (!outcome.TryGet(out var found, out var failure) || found.UserId != caller.UserId)
        {
            await FailureWriter.WriteAsync(context, failure ?? CertificateFailures.NotFound);
            return;
        }

        var email = await db.Users.Where(user => user.Id == caller.UserId).Select(user => user.Email).SingleAsync(cancellationToken);
        context.Response.ContentType = BadgeCredentials.MediaType;
        context.Response.Headers.CacheControl = "private, no-store";
        await context.Response.WriteAsync(await credentials.SignAsync(found, email, cancellationToken), cancellationToken);
    }

    private static async Task<Reply<Certificate>> RevokeAsync(
        Guid id, RevocationRequest request, HttpContext context, CertificateRevocation certificates, CancellationToken cancellationToken) =>
        await certificates.RevokeAsync(
            id, request.Reason!.Trim(), context.User.Caller(), context.Connection.RemoteIpAddress?.ToString(), cancellationToken);

    private static async Task<Reply<Page<Certificate>>> ListOfCourseAsync(
        Guid id,
        HttpContext context,
        ClaimsPrincipal user,
        CourseTeachers teachers,
        CertificateQueries queries,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After());
        return (query.Failure ?? await teachers.RefuseAsync(id, user.Caller(), cancellationToken)) is { } failure
            ? failure
            : await queries.OfCourseAsync(id, limit, after, cancellationToken);
    }

    private static Outcome<OwnedCertificate> ValidOnly(Outcome<OwnedCertificate> outcome) =>
        outcome.TryGet(out var found, out _) && found.Certificate.Status == CertificateStatus.Revoked ? CertificateFailures.Revoked : outcome;
}

/// <summary>Why a certificate is taken back.</summary>
/// <param name="Reason">1 to 500 characters; its holder reads them.</param>
public sealed record RevocationRequest(string? Reason);

internal sealed class RevocationRequestValidator : AbstractValidator<RevocationRequest>
{
    public RevocationRequestValidator() => RuleFor(request => request.Reason).NotEmpty().MaximumLength(Certificate.ReasonMaxLength);
}
