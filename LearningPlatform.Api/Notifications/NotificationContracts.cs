using System.Text.Json.Serialization;
using FluentValidation;
using LearningPlatform.Core;
using LearningPlatform.Core.Notifications;

namespace LearningPlatform.Api.Notifications;

/// <summary>A part of the list.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> for the next part; null at the end.</param>
/// <param name="UnreadCount">Of all, not of this part.</param>
public sealed record NotificationPage(IReadOnlyList<NotificationView> Items, string? NextCursor, long UnreadCount) : IPage;

/// <summary>How somebody wants to be told; times are of their own time zone, as <c>HH:mm</c>.</summary>
/// <param name="Kinds">By kind's name. Kinds that are not named keep what they had; security notices cannot be turned off.</param>
/// <param name="QuietFrom">Start of the hours without mail; goes with <paramref name="QuietUntil"/>.</param>
/// <param name="QuietUntil">Their end.</param>
/// <param name="DigestAt">When the daily mail comes; 08:00 when it is absent.</param>
public sealed record PreferencesRequest(Dictionary<string, Delivery>? Kinds, TimeOnly? QuietFrom, TimeOnly? QuietUntil, TimeOnly? DigestAt);

/// <summary>How somebody is told, every kind included.</summary>
public sealed record PreferencesResponse(
    IReadOnlyDictionary<string, Delivery> Kinds, TimeOnly? QuietFrom, TimeOnly? QuietUntil, TimeOnly DigestAt)
{
    internal static PreferencesResponse Of(IReadOnlyDictionary<string, Delivery> kinds, NotificationSettings times) =>
        new(kinds, times.QuietFrom, times.QuietUntil, times.DigestAt);
}

internal sealed class PreferencesRequestValidator : AbstractValidator<PreferencesRequest>
{
    public PreferencesRequestValidator()
    {
        RuleFor(request => request.QuietUntil)
            .Must((request, until) => until.HasValue == request.QuietFrom.HasValue)
            .WithMessage("Quiet hours need a start and an end.");
        RuleFor(request => request.Kinds)
            .Must(kinds => kinds!.Keys.All(name => NotificationKinds.TryParse(name, out _)))
            .When(request => request.Kinds is not null)
            .WithMessage($"Kinds are {string.Join(", ", NotificationKinds.All.Select(known => known.Name()))}.");
        RuleFor(request => request.Kinds)
            .Must(kinds => kinds!.Values.All(delivery => (Delivery?)delivery is not null))
            .When(request => request.Kinds is not null)
            .WithMessage("Each kind needs in_app and email.");
    }
}

[JsonSerializable(typeof(NotificationPage))]
[JsonSerializable(typeof(PreferencesRequest))]
[JsonSerializable(typeof(PreferencesResponse))]
internal sealed partial class NotificationsJson : JsonSerializerContext;
