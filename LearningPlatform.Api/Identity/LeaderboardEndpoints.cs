using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Identity.Leaderboards;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Learning;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Identity;

/// <summary>Who has earned the most XP (documents 1 and 3).</summary>
internal static class LeaderboardEndpoints
{
    private static readonly QueryParameter[] WhichBoard =
    [
        new("scope", "string", "global (default), friends, course, group."),
        new("course_id", "string", "With scope=course: the course, for who is in it; XP earned in it counts."),
        new("group_id", "string", "With scope=group: the study group."),
        new("period", "string", "day, week (from Monday), month (UTC), all (default)."),
    ];

    public static void MapLeaderboards(this IEndpointRouteBuilder v1)
    {
        // Document 1 has it under analytics.
        foreach (var path in (string[])["/leaderboard", "/analytics/leaderboard"])
        {
            v1.MapGet(path, ListAsync)
                .WithTags("Leaderboard")
                .WithSummary("The most XP first; equal scores share a rank")
                .WithDescription("Whoever does not show profile and XP to everyone is on no board but their own, or their friends'.")
                .WithMetadata([.. WhichBoard])
                .WithPageParameters()
                .WithBoardFailures()
                .Produces<Envelope<Page<LeaderboardEntry>>>()
                .WithResponseExample(IdentityExamples.Leaderboard);
        }

        v1.MapGet("/leaderboard/user/{userId:guid}", GetAsync)
            .WithTags("Leaderboard")
            .WithSummary("Somebody's rank and score; null where they do not show them, rank null without a score")
            .WithMetadata([.. WhichBoard])
            .WithBoardFailures()
            .Fails(404, ProfileService.NotFound.Code)
            .WithResponseExample(IdentityExamples.Standing);
    }

    private static RouteHandlerBuilder WithBoardFailures(this RouteHandlerBuilder route) => route
        .RequireAuthorization(Policies.SignedIn)
        .Fails(403, "NOT_ENROLLED")
        .Fails(404, LearningFailures.CourseNotFound.Code, "GROUP_NOT_FOUND");

    private static async Task<Reply<Page<LeaderboardEntry>>> ListAsync(
        HttpContext context,
        LeaderboardQueries leaderboards,
        CourseQueries courses,
        EnrollmentQueries enrollments,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var request = LeaderboardRequest.Read(query);
        var (limit, after) = (query.Limit(), query.After(key => Ranking.TryParse(key, out _)));
        if (query.Failure is { } invalid)
        {
            return invalid;
        }

        var caller = context.User.Caller();
        var found = await request.BoardAsync(caller, courses, enrollments, time.GetUtcNow(), cancellationToken);
        return found.TryGet(out var board, out var failure)
            ? await leaderboards.ListAsync(
                board, request.Scope == LeaderboardScope.Friends, caller.UserId, after, limit, cancellationToken)
            : failure;
    }

    private static async Task<Reply<LeaderboardStanding>> GetAsync(
        Guid userId,
        HttpContext context,
        LeaderboardStandings standings,
        CourseQueries courses,
        EnrollmentQueries enrollments,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var request = LeaderboardRequest.Read(query);
        if (query.Failure is { } invalid)
        {
            return invalid;
        }

        var caller = context.User.Caller();
        var found = await request.BoardAsync(caller, courses, enrollments, time.GetUtcNow(), cancellationToken);
        return found.TryGet(out var board, out var failure)
            ? await standings.GetAsync(board, request.Scope == LeaderboardScope.Friends, userId, caller, cancellationToken)
            : failure;
    }
}
