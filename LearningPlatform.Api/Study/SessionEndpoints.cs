using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Study.Sessions;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Study;

/// <summary>A person's study sessions. Only the server's clock counts.</summary>
internal static class SessionEndpoints
{
    private const int DaysDefault = 30;

    public static void MapSessions(this IEndpointRouteBuilder study)
    {
        var sessions = study.MapGroup("/sessions").WithTags("Study sessions");
        sessions.MapPost("/start", StartAsync)
            .WithSummary("Start a study session, in a room or by yourself")
            .WithDescription("One at a time. Ping it at least every five minutes: a longer gap is inactivity and earns nothing. After half an "
                + "hour without a ping it ends with its last one.")
            .HonoursIdempotencyKey()
            .Fails(404, "ROOM_NOT_FOUND")
            .Fails(409, "SESSION_ACTIVE", "ROOM_CLOSED")
            .WithRequestExample("""{"room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4"}""")
            .WithResponseExample(StudyExamples.RunningSession);
        sessions.MapPut("/{id:guid}/ping", PingAsync)
            .WithSummary("Say that you are still at it")
            .WithRunningFailures()
            .WithResponseExample(StudyExamples.RunningSession);
        sessions.MapPut("/{id:guid}/end", EndAsync)
            .WithSummary("End your session: 2 XP for every minute of activity, up to twelve hours a day")
            .WithRunningFailures()
            .WithResponseExample(StudyExamples.Session);
        sessions.MapGet("/current", CurrentAsync)
            .WithSummary("Your running session")
            .Fails(404, "SESSION_NOT_FOUND")
            .WithResponseExample(StudyExamples.RunningSession);
        sessions.MapGet("/history", HistoryAsync)
            .WithSummary("Your ended sessions, newest first")
            .WithMetadata(new QueryParameter("room_id", "string", "Only those in this room."))
            .WithPageParameters()
            .WithResponseExample(StudyExamples.SessionList);
        sessions.MapGet("/stats", StatsAsync)
            .WithSummary("How you have studied, by day and week of your time zone, and your streaks")
            .WithMetadata(new QueryParameter("days", "integer", "How many days back, today included: 1 to 366, default 30."))
            .WithResponseExample(StudyExamples.Stats);
    }

    private static async Task<CreatedReply<SessionView>> StartAsync(
        StartRequest request, ClaimsPrincipal user, StudySessions sessions, CancellationToken cancellationToken) =>
        (await sessions.StartAsync(user.Caller().UserId, request.RoomId, cancellationToken)).TryGet(out var session, out var failure)
            ? CreatedReply<SessionView>.At("/api/v1/sessions/current", session)
            : failure;

    private static async Task<Reply<SessionView>> PingAsync(
        Guid id, ClaimsPrincipal user, StudySessions sessions, CancellationToken cancellationToken) =>
        await sessions.PingAsync(id, user.Caller().UserId, cancellationToken);

    private static async Task<Reply<SessionView>> EndAsync(
        Guid id, ClaimsPrincipal user, StudySessions sessions, CancellationToken cancellationToken) =>
        await sessions.EndAsync(id, user.Caller().UserId, cancellationToken);

    private static async Task<Reply<SessionView>> CurrentAsync(
        ClaimsPrincipal user, ActiveSessions running, CancellationToken cancellationToken) =>
        await running.FindAsync(user.Caller().UserId, cancellationToken) is { } session ? SessionView.Of(session) : StudySessions.NotFound;

    private static async Task<Reply<Page<SessionView>>> HistoryAsync(
        HttpContext context, SessionHistory history, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var room = query.Id("room_id");
        var (limit, after) = (query.Limit(), query.After(key => key.Length == 0));
        return query.Failure is { } failure
            ? failure
            : await history.ListAsync(context.User.Caller().UserId, room, after?.Id, limit, cancellationToken);
    }

    private static async Task<Reply<StudyStats>> StatsAsync(
        HttpContext context, SessionHistory history, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var days = query.Number("days", 1, SessionHistory.MaxDays) ?? DaysDefault;
        return query.Failure is { } failure ? failure : await history.StatsAsync(context.User.Caller().UserId, days, cancellationToken);
    }

    private static RouteHandlerBuilder WithRunningFailures(this RouteHandlerBuilder route) =>
        route.Fails(404, "SESSION_NOT_FOUND").Fails(409, "SESSION_ENDED");
}

/// <summary>Where to study.</summary>
/// <param name="RoomId">Absent: by oneself.</param>
internal sealed record StartRequest(Guid? RoomId = null);
