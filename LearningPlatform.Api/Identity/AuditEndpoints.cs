using System.Globalization;
using System.Text.Json;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Identity;

/// <summary>The audit log, for admins.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder v1) => v1.MapGet("/admin/audit", ListAsync)
        .WithTags("Admin")
        .WithSummary("Who did what, the newest first")
        .WithMetadata(
            new QueryParameter("action", "string", "Only this kind of entry, as in sign_in_failed."),
            new QueryParameter("user_id", "string", "Only entries by or about this account."))
        .WithPageParameters()
        .Produces<Envelope<Page<AuditItem>>>()
        .RequireAuthorization(Policies.Admin);

    private static async Task<Reply<Page<AuditItem>>> ListAsync(HttpContext context, AuditQueries audit, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (action, userId, limit) = (query.Text("action", 60), query.Id("user_id"), query.Limit());
        var after = query.After(key => long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        if (query.Failure is { } failure)
        {
            return failure;
        }

        long? before = after is { } cursor ? long.Parse(cursor.Key, CultureInfo.InvariantCulture) : null;
        var rows = await audit.ListAsync(action, userId, before, limit + 1, cancellationToken);
        return Page<AuditItem>.From(
            rows.ConvertAll(AuditItem.Of), limit, item => Cursor.Encode(item.Id.ToString(CultureInfo.InvariantCulture), Guid.Empty));
    }

    /// <summary>An entry of the log.</summary>
    /// <param name="Id">Grows with time.</param>
    /// <param name="At">When.</param>
    /// <param name="Action">What.</param>
    /// <param name="ActorId">Who did it; null for a stranger or the platform.</param>
    /// <param name="SubjectId">Whose account it is about.</param>
    /// <param name="Network">Where it came from, as a /24 or /48.</param>
    /// <param name="Details">Further words.</param>
    internal sealed record AuditItem(
        long Id, DateTimeOffset At, string Action, Guid? ActorId, Guid? SubjectId, string? Network, JsonElement Details)
    {
        public static AuditItem Of(AuditView view) => new(
            view.Id, view.At, view.Action, view.ActorId, view.SubjectId, view.Network, JsonDocument.Parse(view.Details).RootElement);
    }
}
