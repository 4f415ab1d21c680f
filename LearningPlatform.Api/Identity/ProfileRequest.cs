using FluentValidation;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Profiles;

namespace LearningPlatform.Api.Identity;

/// <summary>A profile as its owner writes it.</summary>
/// <param name="FirstName">1 to 100 characters; absent to keep it.</param>
/// <param name="LastName">1 to 100 characters; absent to keep it.</param>
/// <param name="DisplayName">1 to 200 characters; absent to keep it.</param>
/// <param name="AvatarUrl">http(s) address of a picture.</param>
/// <param name="ExperienceLevel">In the learner's own words, at most 50 characters.</param>
/// <param name="CareerGoal">At most 100 characters.</param>
/// <param name="FocusAreas">At most 20 of at most 50 characters.</param>
/// <param name="TimeCommitment">At most 50 characters.</param>
/// <param name="LinkedinUrl">http(s) address.</param>
/// <param name="GithubUrl">http(s) address.</param>
/// <param name="TimeZone">IANA name, as in <c>Europe/Berlin</c>; absent to keep it.</param>
internal sealed record ProfileRequest(
    string? FirstName = null,
    string? LastName = null,
    string? DisplayName = null,
    string? AvatarUrl = null,
    string? ExperienceLevel = null,
    string? CareerGoal = null,
    string[]? FocusAreas = null,
    string? TimeCommitment = null,
    string? LinkedinUrl = null,
    string? GithubUrl = null,
    string? TimeZone = null)
{
    public ProfileChange ToChange() => new(
        FirstName, LastName, DisplayName, AvatarUrl, ExperienceLevel, CareerGoal, FocusAreas, TimeCommitment, LinkedinUrl, GithubUrl, TimeZone);
}

internal sealed class ProfileRequestValidator : AbstractValidator<ProfileRequest>
{
    private const int MaxAreas = 20;

    public ProfileRequestValidator()
    {
        RuleFor(profile => profile.FirstName).MaximumLength(User.NameMaxLength);
        RuleFor(profile => profile.LastName).MaximumLength(User.NameMaxLength);
        RuleFor(profile => profile.DisplayName).MaximumLength(2 * User.NameMaxLength);
        RuleFor(profile => profile.AvatarUrl).WebAddress();
        RuleFor(profile => profile.ExperienceLevel).MaximumLength(50);
        RuleFor(profile => profile.CareerGoal).MaximumLength(100);
        RuleFor(profile => profile.FocusAreas).Must(areas => areas is null or { Length: <= MaxAreas }).WithMessage($"At most {MaxAreas}.");
        RuleForEach(profile => profile.FocusAreas).NotNull().MaximumLength(50);
        RuleFor(profile => profile.TimeCommitment).MaximumLength(50);
        RuleFor(profile => profile.LinkedinUrl).WebAddress();
        RuleFor(profile => profile.GithubUrl).WebAddress();
        RuleFor(profile => profile.TimeZone).MaximumLength(64)
            .Must(zone => string.IsNullOrWhiteSpace(zone) || TimeZoneInfo.TryFindSystemTimeZoneById(zone.Trim(), out _))
            .WithMessage("Must be an IANA time zone, as in Europe/Berlin.");
    }
}
