using LearningPlatform.Core.Catalog;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>Where a learner stands in a course.</summary>
/// <param name="Percentage">Of the steps that count, rounded down: 100 only when all are done.</param>
/// <param name="Score">The mean of what is scored, in percent; null while nothing is.</param>
/// <param name="LessonsDone">Of the course as it is now.</param>
/// <param name="IsComplete">Whether everything that the course asks for is done.</param>
public sealed record Standing(int Percentage, decimal? Score, int LessonsDone, bool IsComplete);

/// <summary>What becomes complete by one step.</summary>
/// <param name="Lessons">Completed now for the first time.</param>
/// <param name="Modules">Completed now for the first time.</param>
/// <param name="CompletesCourse">Whether the course is completed now for the first time.</param>
/// <param name="Standing">Where the learner stands afterwards.</param>
public sealed record Advance(IReadOnlyList<Guid> Lessons, IReadOnlyList<Guid> Modules, bool CompletesCourse, Standing Standing);

/// <summary>
/// The completion rules (documents 1 and 5). A step is a lesson that counts, or a module that has no lessons. By the rule <c>all</c> every
/// lesson counts; by <c>required</c> and <c>score</c> those that are required, or every one where none is.
/// </summary>
public static class Completion
{
    /// <summary>What is complete once the lessons are done and, where a module is named, the module was completed by hand.</summary>
    public static Advance After(CourseMap map, LearnerState learner, IReadOnlyDictionary<Guid, LessonRecord> changed, Guid? byHand = null)
    {
        var records = new Dictionary<Guid, LessonRecord>(learner.Lessons);
        foreach (var (id, record) in changed)
        {
            records[id] = record;
        }

        var done = records.Where(lesson => lesson.Value.CompletedAt is not null).Select(lesson => lesson.Key).ToHashSet();
        var modules = map.Modules
            .Where(module => !learner.Modules.ContainsKey(module.Id) && (module.Id == byHand || IsDone(module, map.Rule, done)))
            .Select(module => module.Id)
            .ToList();
        var standing = StandingOf(map, records, done, [.. learner.Modules.Keys, .. modules]);
        return new(
            [.. changed.Keys.Where(id => done.Contains(id) && !learner.HasDone(id))],
            modules,
            standing.IsComplete && learner.CompletedAt is null,
            standing);
    }

    /// <summary>Where the learner stands by what is recorded.</summary>
    public static Standing StandingOf(CourseMap map, LearnerState learner) =>
        After(map, learner, new Dictionary<Guid, LessonRecord>()).Standing;

    /// <summary>The mean of the scored lessons' best scores; null while there is none.</summary>
    public static decimal? ScoreOf(IEnumerable<MapLesson> lessons, IReadOnlyDictionary<Guid, LessonRecord> records)
    {
        var scores = lessons
            .Where(lesson => lesson.ActivityId is not null && records.TryGetValue(lesson.Id, out var record) && record.Score is not null)
            .Select(lesson => records[lesson.Id].Score!.Value)
            .ToList();
        return scores.Count == 0 ? null : decimal.Round(scores.Average(), 2);
    }

    private static bool IsDone(MapModule module, CompletionRule rule, HashSet<Guid> done)
    {
        var counted = Counted(module.Lessons, rule);
        return counted.Count > 0 && counted.TrueForAll(lesson => done.Contains(lesson.Id));
    }

    private static Standing StandingOf(
        CourseMap map, Dictionary<Guid, LessonRecord> records, HashSet<Guid> done, HashSet<Guid> doneModules)
    {
        var lessons = map.Modules.SelectMany(module => module.Lessons).ToList();
        var counted = Counted(lessons, map.Rule);
        var empty = map.Modules.Where(module => module.Lessons.Count == 0).ToList();
        var steps = counted.Count + empty.Count;
        var taken = counted.Count(lesson => done.Contains(lesson.Id)) + empty.Count(module => doneModules.Contains(module.Id));
        var score = ScoreOf(lessons, records);
        return new(
            steps == 0 ? 0 : 100 * taken / steps,
            score,
            lessons.Count(lesson => done.Contains(lesson.Id)),
            steps > 0 && taken == steps && (map.Rule != CompletionRule.Score || score >= map.MinimumScore));
    }

    private static List<MapLesson> Counted(IReadOnlyList<MapLesson> lessons, CompletionRule rule)
    {
        var required = rule == CompletionRule.All ? [] : lessons.Where(lesson => lesson.Required).ToList();
        return required.Count > 0 ? required : [.. lessons];
    }
}
