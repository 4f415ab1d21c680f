using System.Text.Json.Serialization;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Events;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Admin;

/// <summary>Where events wait, which were given up, and giving them another chance.</summary>
internal static class EventsEndpoints
{
    private const int HandlerMaxLength = 100;

    public static void AddEventsAdmin(this IHostApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, EventsAdminJson.Default));
        builder.Services.AddSingleton<EventLagQuery>();
        builder.Services.AddSingleton<DeadLetters>();
    }

    public static void MapEventsAdmin(this IEndpointRouteBuilder v1)
    {
        var events = v1.MapGroup("/admin/events").WithTags("Administration").RequireAuthorization(Policies.Admin);
        events.MapGet("", GetLagAsync).WithSummary("How far behind each event handler is");
        events.MapGet("/dead-letters", ListDeadLettersAsync)
            .WithSummary("Events that were given up, newest first, with their errors")
            .WithMetadata(new QueryParameter("handler", "string", "Only this handler's."))
            .WithPageParameters();
        events.MapPost("/dead-letters/replay", ReplayAllAsync)
            .WithSummary("Give all dead letters another chance")
            .WithDescription("Each goes to the handler that failed, and to no other.")
            .WithMetadata(new QueryParameter("handler", "string", "Only this handler's."));
        events.MapPost("/dead-letters/{id:guid}/replay", ReplayAsync)
            .WithSummary("Give one dead letter another chance")
            .Fails(404, "DEAD_LETTER_NOT_FOUND");
    }

    private static async Task<Reply<EventLag>> GetLagAsync(EventLagQuery query, CancellationToken cancellationToken) =>
        await query.ReadAsync(cancellationToken);

    private static async Task<Reply<Page<DeadLetter>>> ListDeadLettersAsync(
        HttpContext context, DeadLetters deadLetters, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (handler, limit, after) = (query.Text("handler", HandlerMaxLength), query.Limit(), query.After());
        return query.Failure is { } failure ? failure : await deadLetters.ListAsync(handler, after?.Id, limit, cancellationToken);
    }

    private static async Task<Reply<ReplayedResponse>> ReplayAllAsync(
        HttpContext context, DeadLetters deadLetters, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var handler = query.Text("handler", HandlerMaxLength);
        return query.Failure is { } failure ? failure : new ReplayedResponse(await deadLetters.ReplayAllAsync(handler, cancellationToken));
    }

    private static async Task<Reply<ReplayedResponse>> ReplayAsync(Guid id, DeadLetters deadLetters, CancellationToken cancellationToken) =>
        await deadLetters.ReplayAsync(id, cancellationToken)
            ? new ReplayedResponse(1)
            : Failure.NotFound("DEAD_LETTER_NOT_FOUND", "There is no such dead letter.");
}

/// <summary>How many dead letters are on their way again.</summary>
public sealed record ReplayedResponse(int Replayed);

[JsonSerializable(typeof(EventLag))]
[JsonSerializable(typeof(Page<DeadLetter>))]
[JsonSerializable(typeof(ReplayedResponse))]
internal sealed partial class EventsAdminJson : JsonSerializerContext;
