using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Learning.Labs;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Edge;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Api.Learning;

/// <summary>Handing in a lab, and the verdicts on it: an instructor's, or a checker's by webhook.</summary>
internal static class LabAttemptEndpoints
{
    private const int MaxWebhookBytes = 64 * 1024;
    private static readonly LabWebhookRequestValidator WebhookValidator = new();

    /// <summary>What learners do.</summary>
    public static void MapLabAttempts(this RouteGroupBuilder labs)
    {
        labs.MapPost("/{id:guid}/complete", CompleteAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Hand in the evidence for a lab")
            .WithDescription(
                "Completes a lab that nobody verifies; otherwise the attempt waits for its verdict. Evidence is what each step expects: text, "
                + "links, or the ids of completed uploads.")
            .Fails(403, "MODULE_NOT_RELEASED", "COHORT_NOT_STARTED", "COHORT_ENDED")
            .Fails(404, "LAB_NOT_FOUND")
            .Fails(404, "UPLOAD_NOT_FOUND")
            .Fails(409, "LAB_ATTEMPT_PENDING", "LAB_ALREADY_COMPLETED", "LAB_ATTEMPTS_EXHAUSTED", "PREREQUISITES_MISSING")
            .Fails(409, "UPLOAD_NOT_COMPLETED", "UPLOAD_PURPOSE_MISMATCH", "UPLOAD_IN_USE")
            .WithRequestExample(LabExamples.Evidence)
            .WithResponseExample(LabExamples.Attempt);
        labs.MapGet("/{id:guid}/attempts", ListAsync)
            .WithSummary("Attempts at a lab, newest first")
            .WithDescription("The caller's own; for the course's teachers everybody's.")
            .WithMetadata(new QueryParameter("status", "string", "submitted, accepted or rejected."))
            .WithPageParameters()
            .Fails(404, "LAB_NOT_FOUND");
        labs.MapGet("/{id:guid}/attempts/{attemptId:guid}/files/{uploadId:guid}", LinkAsync)
            .WithSummary("A link to a file of an attempt")
            .WithDescription("For its learner and the course's teachers; works for a quarter of an hour.")
            .Fails(404, "LAB_NOT_FOUND", "ATTEMPT_NOT_FOUND", "UPLOAD_NOT_FOUND");
        labs.MapPost("/{id:guid}/webhook", ReceiveAsync)
            .AllowAnonymous()
            .WithMaxBody(MaxWebhookBytes)
            .WithSummary("A checker's verdict")
            .WithDescription(
                "Signed after the Standard Webhooks specification: `webhook-id`, `webhook-timestamp` (Unix seconds, at most five minutes away) "
                + "and `webhook-signature` (`v1,` and the Base64 HMAC-SHA256 of `id.timestamp.body`). A delivery that comes again changes "
                + "nothing and is answered as the first.")
            .Fails(401, "WEBHOOK_SIGNATURE_INVALID")
            .Fails(404, "ATTEMPT_NOT_FOUND")
            .Fails(409, "ATTEMPT_DECIDED", "LAB_WITHOUT_WEBHOOK")
            .Accepts<LabWebhookRequest>("application/json")
            .WithRequestExample(LabExamples.Webhook);
    }

    /// <summary>What teachers do.</summary>
    public static void MapLabReview(this RouteGroupBuilder authoring)
    {
        authoring.MapPut("/{id:guid}/attempts/{attemptId:guid}/review", ReviewAsync)
            .WithSummary("Accept or reject an attempt")
            .WithTeacherFailures()
            .Fails(404, "ATTEMPT_NOT_FOUND")
            .Fails(409, "ATTEMPT_DECIDED")
            .WithRequestExample("""{"accepted":false,"feedback":"The second node is missing."}""")
            .WithResponseExample(LabExamples.Attempt);
        authoring.MapPost("/{id:guid}/webhook-secret", RotateAsync)
            .WithSummary("Make the webhook's secret")
            .WithDescription("Shown this once; the one before is worth nothing from now on.")
            .WithTeacherFailures()
            .WithResponseExample("""{"secret":"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDkOFT0gUn3lU="}""");
    }

    private static async Task<CreatedReply<LabAttempt>> CompleteAsync(
        Guid id, EvidenceRequest? request, ClaimsPrincipal user, LabHandIn handIn, CancellationToken cancellationToken) =>
        (await handIn.SubmitAsync(id, user.Caller().UserId, request?.Evidence ?? [], cancellationToken))
        .TryGet(out var attempt, out var failure)
            ? CreatedReply<LabAttempt>.At($"/api/v1/labs/{id}/attempts", attempt)
            : failure;

    private static async Task<Reply<Page<LabAttempt>>> ListAsync(
        Guid id, HttpContext context, LabAuthoring authoring, LabQueries queries, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (status, limit, after) = (query.Word<LabAttemptStatus>("status"), query.Limit(), query.After());
        if (query.Failure is { } invalid)
        {
            return invalid;
        }

        return (await OnlyOfAsync(id, context.User, authoring, queries, cancellationToken)).TryGet(out var onlyOf, out var failure)
            ? await queries.AttemptsAsync(id, onlyOf.UserId, status, limit, after, cancellationToken)
            : failure;
    }

    private static async Task<Reply<FileLink>> LinkAsync(
        Guid id,
        Guid attemptId,
        Guid uploadId,
        ClaimsPrincipal user,
        LabAuthoring authoring,
        LabQueries queries,
        LabHandIn handIn,
        CancellationToken cancellationToken) =>
        (await OnlyOfAsync(id, user, authoring, queries, cancellationToken)).TryGet(out var onlyOf, out var failure)
            ? await handIn.LinkAsync(id, attemptId, uploadId, onlyOf.UserId, cancellationToken)
            : failure;

    /// <summary>Whose attempts the caller may see: for the course's teachers everybody's, otherwise their own.</summary>
    private static async Task<Outcome<Viewed>> OnlyOfAsync(
        Guid labId, ClaimsPrincipal user, LabAuthoring authoring, LabQueries queries, CancellationToken cancellationToken)
    {
        var caller = user.Caller();
        if ((await authoring.FindAsync(labId, caller, cancellationToken)).Failure is null)
        {
            return new Viewed(null);
        }

        return await queries.MayKnowAsync(labId, caller.UserId, cancellationToken) ? new Viewed(caller.UserId) : LabFailures.NotFound;
    }

    private static async Task<Reply<LabAttempt>> ReviewAsync(
        Guid id,
        Guid attemptId,
        VerdictRequest request,
        ClaimsPrincipal user,
        LabAuthoring authoring,
        LabAttempts attempts,
        CancellationToken cancellationToken) =>
        (await authoring.FindAsync(id, user.Caller(), cancellationToken)).TryGet(out var lab, out var failure)
            ? await attempts.DecideAsync(lab, attemptId, request.ToVerdict(user.Caller().UserId), cancellationToken)
            : failure;

    private static async Task<Reply<WebhookSecret>> RotateAsync(
        Guid id, ClaimsPrincipal user, LabAuthoring authoring, LabWebhook webhook, CancellationToken cancellationToken) =>
        (await authoring.FindAsync(id, user.Caller(), cancellationToken)).TryGet(out var lab, out var failure)
            ? new WebhookSecret(await webhook.RotateAsync(lab, cancellationToken))
            : failure;

    /// <summary>The signature is over the bytes as they came: it is checked before anything is read from them.</summary>
    private static async Task<NoContentReply> ReceiveAsync(
        Guid id,
        HttpRequest request,
        LabQueries queries,
        LabWebhook webhook,
        IOptions<JsonOptions> json,
        CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var headers = new WebhookHeaders(
            request.Headers["webhook-id"], request.Headers["webhook-timestamp"], request.Headers["webhook-signature"]);
        var lab = await queries.FindAsync(id, cancellationToken);
        if (!webhook.IsSigned(lab, headers, body.ToArray()))
        {
            return LabFailures.BadSignature;
        }

        return Read(body.ToArray(), json.Value.SerializerOptions).TryGet(out var found, out var failure)
            ? await webhook.TakeAsync(
                lab!,
                headers.Id!,
                new(found.AttemptId, found.UserId, new(found.Accepted!.Value, found.Score, found.Feedback, By: null)),
                cancellationToken)
            : failure;
    }

    private static Outcome<LabWebhookRequest> Read(byte[] body, JsonSerializerOptions json)
    {
        try
        {
            var request = JsonSerializer.Deserialize(body, (JsonTypeInfo<LabWebhookRequest>)json.GetTypeInfo(typeof(LabWebhookRequest)));
            return ValidationFilter.Check(WebhookValidator, request) is { } failure ? failure : request!;
        }
        catch (JsonException)
        {
            return Failure.Invalid("body", "Not the JSON that is expected.");
        }
    }
}

/// <param name="UserId">Null for everybody.</param>
internal sealed record Viewed(Guid? UserId);

/// <summary>A webhook's secret, shown once.</summary>
/// <param name="Secret"><c>whsec_</c> and Base64.</param>
public sealed record WebhookSecret(string Secret);
