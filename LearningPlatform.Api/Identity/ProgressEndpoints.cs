using System.Security.Claims;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Npgsql;

namespace LearningPlatform.Api.Identity;

/// <summary>What people have earned (documents 1 and 2).</summary>
internal static class ProgressEndpoints
{
    public static void MapXp(this IEndpointRouteBuilder auth) => auth.MapGet("/xp", GetXpAsync)
        .WithSummary("XP, level, what is missing for the next one, recent awards")
        .RequireAuthorization(Policies.SignedIn);

    public static void MapEarned(this IEndpointRouteBuilder users)
    {
        users.MapGet("/achievements", GetAchievementsAsync)
            .WithSummary("Achievements, earned and still to earn")
            .RequireAuthorization(Policies.SignedIn);
        users.MapGet("/skills", GetSkillsAsync).WithSummary("Skills, the strongest first").RequireAuthorization(Policies.SignedIn);
    }

    private static async Task<Reply<XpStanding>> GetXpAsync(
        ClaimsPrincipal user, NpgsqlDataSource database, CancellationToken cancellationToken) =>
        await XpLedger.StandingAsync(database, user.Caller().UserId, cancellationToken);

    private static async Task<Reply<Page<AchievementView>>> GetAchievementsAsync(
        ClaimsPrincipal user, NpgsqlDataSource database, CancellationToken cancellationToken) =>
        new Page<AchievementView>(await Achievements.ListAsync(database, user.Caller().UserId, cancellationToken), null);

    private static async Task<Reply<Page<SkillView>>> GetSkillsAsync(
        ClaimsPrincipal user, NpgsqlDataSource database, CancellationToken cancellationToken) =>
        new Page<SkillView>(await Skills.ListAsync(database, user.Caller().UserId, cancellationToken), null);
}
