using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Notifications;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Identity;

/// <summary>What people want to be told and to show (documents 1 and 2).</summary>
internal static class PreferencesEndpoints
{
    public static void MapPreferences(this IEndpointRouteBuilder users)
    {
        var preferences = users.MapGroup("/preferences").RequireAuthorization(Policies.SignedIn);
        preferences.MapGet("", GetAsync).WithSummary("Notification and privacy settings").WithResponseExample(IdentityExamples.Preferences);
        preferences.MapPut("", SetAsync)
            .WithSummary("Change notification and privacy settings")
            .WithDescription("`privacy` replaces what was set; kinds that `notifications` does not name stay as they are.")
            .WithRequestExample(IdentityExamples.Preferences)
            .WithResponseExample(IdentityExamples.Preferences);
    }

    private static async Task<Reply<PreferencesView>> GetAsync(
        ClaimsPrincipal user, Privacy privacy, LearningDbContext db, CancellationToken cancellationToken) =>
        await ReadAsync(user.Caller().UserId, privacy, db, cancellationToken);

    private static async Task<Reply<PreferencesView>> SetAsync(
        PreferencesRequest request, ClaimsPrincipal user, Privacy privacy, LearningDbContext db, CancellationToken cancellationToken)
    {
        var userId = user.Caller().UserId;
        if (request.Privacy is { } wanted)
        {
            await privacy.SetAsync(userId, wanted, cancellationToken);
        }

        if (request.Notifications is { } choices)
        {
            await NotificationChoices.SetAsync(db, userId, choices, cancellationToken);
        }

        return await ReadAsync(userId, privacy, db, cancellationToken);
    }

    private static async Task<PreferencesView> ReadAsync(
        Guid userId, Privacy privacy, LearningDbContext db, CancellationToken cancellationToken) =>
        new(await NotificationChoices.GetAsync(db, userId, cancellationToken), await privacy.GetAsync(userId, cancellationToken));

    /// <summary>Preferences as they are.</summary>
    /// <param name="Notifications">Kind → in the app, and by mail (immediate, digest, off).</param>
    /// <param name="Privacy">Who sees profile, activity and XP: everyone, friends, nobody.</param>
    internal sealed record PreferencesView(IReadOnlyDictionary<string, Delivery> Notifications, PrivacySettings Privacy);

    /// <summary>Preferences to change; a part that is absent stays.</summary>
    internal sealed record PreferencesRequest(Dictionary<string, Delivery>? Notifications = null, PrivacySettings? Privacy = null);

    internal sealed class PreferencesRequestValidator : AbstractValidator<PreferencesRequest>
    {
        public PreferencesRequestValidator() => RuleFor(request => request.Notifications)
            .Must(choices => choices is null || choices.All(choice => NotificationKinds.TryParse(choice.Key, out _) && choice.Value is not null))
            .WithMessage($"One of {string.Join(", ", NotificationKinds.All.Select(kind => kind.Name()))}, each with in_app and email.");
    }
}
