using System.Net.Mime;
using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Assessments.Import;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using LearningPlatform.ServiceDefaults.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace LearningPlatform.Api.Assessments;

/// <summary>Files of questions into banks and out of them: GIFT, Aiken, Moodle XML (docs/question-import.md).</summary>
internal static class ImportEndpoints
{
    // The file and the form around it.
    private const int MaxBodyBytes = QuestionFileReader.MaxBytes + (64 * 1024);

    private static readonly Failure FileTooLarge = new(
        FailureKind.TooLarge, "IMPORT_TOO_LARGE", $"A file of questions has at most {QuestionFileReader.MaxBytes / 1024 / 1024} MB.");

    public static IServiceCollection AddQuestionImport(this IServiceCollection services) => services
        .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ImportJson.Default))
        .AddScoped<QuestionFiles>()
        .AddScoped<QuestionImports>()
        .AddScoped<QuestionExports>();

    public static void MapQuestionImport(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/assessments/import", ImportAsync)
            .RequireAuthorization(Policies.Teacher)
            .RequireRateLimit(RateLimits.Upload)
            .DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .WithTags("Question banks")
            .WithSummary("Import questions from GIFT, Aiken or Moodle XML")
            .WithDescription(
                "The file as the body, or as `file` in multipart/form-data. What is understood is added, what the bank has already is not; "
                + "the report has a note with line and reason for each question that is not understood.")
            .WithMetadata(
                new QueryParameter(
                    "bank_id", "string", "The bank. Without it, the course's or the caller's own first one, which is made if need be."),
                new QueryParameter("course_id", "string", "The course whose bank it is to be."),
                new QueryParameter("format", "string", "gift, aiken or moodle-xml; told by the content when absent."),
                new QueryParameter("dry_run", "boolean", "true to store nothing and get the report."))
            .Accepts<ImportForm>("multipart/form-data", "text/plain", "application/xml", "text/xml", "application/octet-stream")
            .Produces<Envelope<ImportReport>>()
            .Fails(400, "IMPORT_UNREADABLE")
            .Fails(403, "NOT_COURSE_OWNER")
            .Fails(404, "COURSE_NOT_FOUND", "QUESTION_BANK_NOT_FOUND")
            .Fails(409, "QUESTION_BANK_FULL")
            .Fails(413, "IMPORT_TOO_LARGE", "BODY_TOO_LARGE")
            .HonoursIdempotencyKey()
            .WithResponseExample(ImportExamples.Report);

        var banks = v1.MapGroup("/question-banks").WithTags("Question banks");
        banks.MapGet("/{id:guid}/export", ExportAsync)
            .RequireAuthorization(Policies.Teacher)
            .WithSummary("Export a bank as GIFT or Moodle XML")
            .WithDescription(
                "At most 5,000 questions. Importing it again adds nothing. Embedded files go along in Moodle XML only; in GIFT, settings "
                + "and an essay's rubric, grader's notes and template stand in comments, which other platforms skip.")
            .WithMetadata(
                new QueryParameter("format", "string", "gift or moodle-xml."),
                new QueryParameter("category", "string", "Only this category and what is below it."))
            .Produces(
                StatusCodes.Status200OK, contentType: MediaTypeNames.Text.Plain, additionalContentTypes: [MediaTypeNames.Application.Xml])
            .Fails(404, "QUESTION_BANK_NOT_FOUND")
            .Fails(409, "EXPORT_TOO_LARGE");
        banks.MapGet("/{id:guid}/files/{sha256:length(64)}", GetFileAsync)
            .RequireAuthorization()
            .WithSummary("A file that a question shows")
            .WithDescription(
                "Redirects to the bytes. For who may use the bank, and the enrolled of courses whose published assessments have questions "
                + "of it.")
            .Produces(StatusCodes.Status302Found)
            .Fails(404, "QUESTION_FILE_NOT_FOUND");
    }

    private static async Task<Reply<ImportReport>> ImportAsync(
        HttpContext context, QuestionImports imports, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var target = new ImportTarget(query.Id("bank_id"), query.Id("course_id"));
        var (format, dryRun) = (FormatOf(query, "gift", "aiken", "moodle-xml"), Flag(query, "dry_run"));
        if ((query.Failure ?? format.Failure ?? dryRun.Failure) is { } failure)
        {
            return failure;
        }

        return (await FileAsync(context.Request, cancellationToken)).TryGet(out var file, out failure)
            ? await imports.ImportAsync(file, format.Format, target, dryRun.Value, context.User.Caller(), cancellationToken)
            : failure;
    }

    private static async Task ExportAsync(Guid id, HttpContext context, ClaimsPrincipal user, QuestionExports exports)
    {
        var query = new QueryReader(context.Request.Query);
        var (format, wrong) = FormatOf(query, "gift", "moodle-xml");
        var category = query.Text("category", Core.Assessments.Questions.CategoryPath.MaxLength);
        var outcome = (query.Failure ?? wrong) is { } failure
            ? failure
            : await exports.ExportAsync(id, category, format ?? QuestionFormat.Gift, user.Caller(), context.RequestAborted);
        if (!outcome.TryGet(out var file, out failure))
        {
            await FailureWriter.WriteAsync(context, failure);
            return;
        }

        var isXml = format == QuestionFormat.MoodleXml;
        context.Response.ContentType = isXml ? "application/xml; charset=utf-8" : "text/plain; charset=utf-8";
        context.Response.ContentLength = file.Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"questions.{(isXml ? "xml" : "gift")}\"";
        context.Response.Headers.CacheControl = "private, no-store";
        await context.Response.Body.WriteAsync(file, context.RequestAborted);
    }

    private static async Task GetFileAsync(
        Guid id, string sha256, HttpContext context, QuestionFiles files, CancellationToken cancellationToken)
    {
        if (!(await files.LinkAsync(id, sha256, context.User.Caller(), cancellationToken)).TryGet(out var link, out var failure))
        {
            await FailureWriter.WriteAsync(context, failure);
            return;
        }

        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Redirect(link.Url.AbsoluteUri);
    }

    private static async Task<Outcome<byte[]>> FileAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return await ReadAsync(request.Body, cancellationToken);
        }

        var form = await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = MaxBodyBytes }, cancellationToken);
        if (form.Files.GetFile("file") is not { } file)
        {
            return Failure.Invalid("file", "A file is required.");
        }

        await using var content = file.OpenReadStream();
        return await ReadAsync(content, cancellationToken);
    }

    private static async Task<Outcome<byte[]>> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var file = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (file.Length + read > QuestionFileReader.MaxBytes)
            {
                return FileTooLarge;
            }

            file.Write(buffer, 0, read);
        }

        return file.ToArray();
    }

    private static (QuestionFormat? Format, Failure? Failure) FormatOf(QueryReader query, params string[] allowed)
    {
        var word = query.Text("format", 20)?.ToLowerInvariant().Replace('_', '-');
        return word switch
        {
            null => (null, null),
            _ when !allowed.Contains(word, StringComparer.Ordinal) =>
                (null, Failure.Invalid("format", $"One of {string.Join(", ", allowed)}.")),
            "gift" => (QuestionFormat.Gift, null),
            "aiken" => (QuestionFormat.Aiken, null),
            _ => (QuestionFormat.MoodleXml, null),
        };
    }

    private static (bool Value, Failure? Failure) Flag(QueryReader query, string name) => query.Text(name, 5)?.ToLowerInvariant() switch
    {
        null or "false" => (false, null),
        "true" => (true, null),
        _ => (false, Failure.Invalid(name, "true or false.")),
    };
}

/// <summary>The form of POST /assessments/import.</summary>
internal sealed record ImportForm(IFormFile File);
