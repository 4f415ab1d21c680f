using LearningPlatform.Core.Events;

namespace LearningPlatform.Core.Identity.Progress;

/// <summary>Something to be proud of: earned when <paramref name="Event"/> has happened <paramref name="Target"/> times.</summary>
/// <param name="Code">Stable; stored with who earned it.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Description">What it takes.</param>
/// <param name="Event">The type of event that counts, or <see cref="AchievementRules.Level"/>.</param>
/// <param name="Target">How often, or which level.</param>
public sealed record AchievementRule(string Code, string Title, string Description, string Event, int Target);

/// <summary>The achievements there are. A new line here counts what has happened before, too.</summary>
public static class AchievementRules
{
    /// <summary>Stands for the level in place of an event.</summary>
    public const string Level = "LEVEL";

    public static readonly IReadOnlyList<AchievementRule> All =
    [
        new("first_enrollment", "First step", "Enrol in a course.", CourseEnrolled.Kind.Name, 1),
        new("first_module", "Warmed up", "Complete a module.", ModuleCompleted.Kind.Name, 1),
        new("ten_modules", "Steady pace", "Complete 10 modules.", ModuleCompleted.Kind.Name, 10),
        new("fifty_modules", "Unstoppable", "Complete 50 modules.", ModuleCompleted.Kind.Name, 50),
        new("first_course", "Finisher", "Complete a course.", CourseCompleted.Kind.Name, 1),
        new("five_courses", "Collector", "Complete 5 courses.", CourseCompleted.Kind.Name, 5),
        new("first_certificate", "Certified", "Earn a certificate.", CertificateIssued.Kind.Name, 1),
        new("first_friend", "Not alone", "Make a friend.", FriendRequestAccepted.Kind.Name, 1),
        new("level_5", "Level 5", "Reach level 5.", Level, 5),
        new("level_10", "Level 10", "Reach level 10.", Level, 10),
    ];

    /// <summary>The types of events that any rule looks at.</summary>
    public static readonly IReadOnlySet<string> Events =
        All.Select(rule => rule.Event).Where(type => type != Level).ToHashSet(StringComparer.Ordinal);

    /// <summary>What is earned at these counts and this level.</summary>
    public static IEnumerable<AchievementRule> Earned(IReadOnlyDictionary<string, int> counts, int level)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return All.Where(rule => ProgressOf(rule, counts, level) >= rule.Target);
    }

    /// <summary>How far somebody is on the way to <paramref name="rule"/>, never past its target.</summary>
    public static int ProgressOf(AchievementRule rule, IReadOnlyDictionary<string, int> counts, int level)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(counts);
        return int.Min(rule.Target, rule.Event == Level ? level : counts.GetValueOrDefault(rule.Event));
    }
}
