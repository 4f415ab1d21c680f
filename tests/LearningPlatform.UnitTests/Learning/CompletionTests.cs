using FsCheck;
using FsCheck.Fluent;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Learning.Progress;

namespace LearningPlatform.UnitTests.Learning;

public sealed class CompletionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void By_the_rule_all_every_lesson_and_every_module_without_lessons_counts()
    {
        var map = Map(CompletionRule.All, [Lesson(), Lesson(required: false)], []);
        var learner = LearnerState.Enrolled(Now);

        learner = Complete(map, learner, map.Modules[0].Lessons[0].Id);
        Completion.StandingOf(map, learner).ShouldBe(new Standing(33, null, 1, false));
        learner = Complete(map, learner, map.Modules[0].Lessons[1].Id);
        learner.Modules.ShouldContainKey(map.Modules[0].Id);
        Completion.StandingOf(map, learner).Percentage.ShouldBe(66);
        learner = learner.After(Work.CompleteModule(map, learner, map.Modules[1].Id, new(Score: 80), Now).Value, Now);

        learner.CompletedAt.ShouldBe(Now);
        learner.Modules[map.Modules[1].Id].ReportedScore.ShouldBe(80);
        Completion.StandingOf(map, learner).Score.ShouldBeNull();
    }

    [Fact]
    public void By_the_rule_required_other_lessons_count_for_nothing_and_without_required_ones_all_do()
    {
        var map = Map(CompletionRule.Required, [Lesson(), Lesson(required: false)]);
        Complete(map, LearnerState.Enrolled(Now), map.Modules[0].Lessons[0].Id).CompletedAt.ShouldBe(Now);

        var optional = Map(CompletionRule.Required, [Lesson(required: false), Lesson(required: false)]);
        Complete(optional, LearnerState.Enrolled(Now), optional.Modules[0].Lessons[0].Id).CompletedAt.ShouldBeNull();
    }

    [Fact]
    public void By_the_rule_score_the_mean_of_what_is_scored_must_reach_the_minimum()
    {
        var map = Map(CompletionRule.Score, [Lesson(activity: true), Lesson(activity: true)]) with { MinimumScore = 70 };
        var (one, two) = (map.Modules[0].Lessons[0].Id, map.Modules[0].Lessons[1].Id);
        var learner = LearnerState.Enrolled(Now);

        learner = learner.After(Work.Score(map, learner, one, 60, passed: true, Now), Now);
        learner = learner.After(Work.Score(map, learner, two, 70, passed: true, Now), Now);
        (learner.CompletedAt, Completion.StandingOf(map, learner).Score).ShouldBe((null, 65));
        learner = learner.After(Work.Score(map, learner, one, 50, passed: false, Now), Now);
        Completion.StandingOf(map, learner).Score.ShouldBe(65, "the better score stays");
        learner = learner.After(Work.Score(map, learner, two, 80, passed: true, Now), Now);

        learner.CompletedAt.ShouldBe(Now);
    }

    [Fact]
    public void A_course_without_steps_is_never_complete()
    {
        Completion.StandingOf(Map(CompletionRule.All), LearnerState.Enrolled(Now)).ShouldBe(new Standing(0, null, 0, false));
    }

    [Fact]
    public void A_changed_outline_moves_the_percentage_and_takes_no_completion_away()
    {
        var map = Map(CompletionRule.All, [Lesson()]);
        var learner = Complete(map, LearnerState.Enrolled(Now), map.Modules[0].Lessons[0].Id);
        var longer = map with { Modules = [map.Modules[0] with { Lessons = [.. map.Modules[0].Lessons, Lesson()] }] };

        var step = Work.Nothing(longer, learner);

        (step.Advance.Standing.Percentage, step.Advance.CompletesCourse).ShouldBe((50, false));
        (learner.After(step, Now).CompletedAt, learner.Modules.Count).ShouldBe((Now, 1));
        var shorter = longer with { Modules = [longer.Modules[0] with { Lessons = [longer.Modules[0].Lessons[0]] }] };
        Work.Nothing(shorter, learner with { CompletedAt = null }).Advance.CompletesCourse.ShouldBeTrue();
    }

    [Fact]
    public void Closed_modules_say_why_and_activities_cannot_be_completed_by_hand()
    {
        var first = Module([Lesson()]);
        var second = Module([Lesson(), Lesson(activity: true)]) with { Prerequisites = [first.Id, Guid.NewGuid()] };
        var map = new CourseMap(Guid.NewGuid(), "C", CourseStatus.Published, CompletionRule.All, null, [first, second]);
        var learner = LearnerState.Enrolled(Now);
        var lesson = second.Lessons[0].Id;

        Work.CompleteLesson(map, learner, lesson, new(), Now).Failure!.Code.ShouldBe("PREREQUISITES_MISSING");
        Locks.Of(map, second, learner, Now)!.MissingModules.ShouldBe([first.Id], "a module that is gone counts for nothing");
        Refusal(learner with { Cohort = new(Now.AddDays(1), null) }, first.Lessons[0].Id).ShouldBe("COHORT_NOT_STARTED");
        Refusal(learner with { Cohort = new(Now.AddDays(-2), Now) }, first.Lessons[0].Id).ShouldBe("COHORT_ENDED");
        var closed = map with { Modules = [first with { ReleaseAt = Now.AddMinutes(1) }] };
        Work.See(closed, learner, first.Lessons[0].Id, new(), Now).Failure!.Code.ShouldBe("MODULE_NOT_RELEASED");
        learner = Complete(map, learner, first.Lessons[0].Id);
        Work.CompleteLesson(map, learner, second.Lessons[1].Id, new(), Now).Failure!.Code.ShouldBe("LESSON_NEEDS_ACTIVITY");
        Work.CompleteModule(map, learner, second.Id, new(), Now).Failure!.Code.ShouldBe("MODULE_NEEDS_ACTIVITIES");

        string Refusal(LearnerState who, Guid id) => Work.CompleteLesson(map, who, id, new(), Now).Failure!.Code;
    }

    [Fact]
    public void Reported_time_never_exceeds_the_time_that_has_passed()
    {
        var map = Map(CompletionRule.All, [Lesson()]);
        var lesson = map.Modules[0].Lessons[0].Id;
        var learner = LearnerState.Enrolled(Now.AddMinutes(-10));

        var step = Work.See(map, learner, lesson, new(TimeSpent: 500), Now).Value;
        step.Seconds.ShouldBe(600);
        learner = learner.After(step, Now) with { CountedUntil = Now };
        Work.See(map, learner, lesson, new(TimeSpent: 500), Now).Value.Seconds.ShouldBe(0);
        Work.See(map, learner, lesson, new(TimeSpent: 1), Now.AddMinutes(5)).Value.Seconds.ShouldBe(60);
    }

    [Fact]
    public void Whatever_the_order_of_work_the_percentage_never_falls_and_the_course_is_completed_once() => Prop.ForAll(
        Arb.From(Gen.Shuffle(Enumerable.Range(0, 6).ToArray())),
        Arb.From(Gen.Elements(CompletionRule.All, CompletionRule.Required)),
        (order, rule) =>
        {
            var map = Map(
                rule,
                [Lesson(), Lesson(required: false)], [Lesson(activity: true), Lesson()], [Lesson(), Lesson(required: false)]);
            var lessons = map.Modules.SelectMany(module => module.Lessons).ToList();
            var (learner, percentage, completions) = (LearnerState.Enrolled(Now), 0, 0);
            foreach (var lesson in order.Select(index => lessons[index]))
            {
                var step = lesson.ActivityId is null
                    ? Work.CompleteLesson(map, learner, lesson.Id, new(), Now).Value
                    : Work.Score(map, learner, lesson.Id, 100, passed: true, Now);
                step.Advance.Standing.Percentage.ShouldBeInRange(percentage, 100);
                percentage = step.Advance.Standing.Percentage;
                completions += step.Advance.CompletesCourse ? 1 : 0;
                learner = learner.After(step, Now);
            }

            (percentage, completions, learner.Modules.Count).ShouldBe((100, 1, 3));
        }).Check(Config.QuickThrowOnFailure);

    private static LearnerState Complete(CourseMap map, LearnerState learner, Guid lesson) =>
        learner.After(Work.CompleteLesson(map, learner, lesson, new(), Now).Value, Now);

    private static CourseMap Map(CompletionRule rule, params MapLesson[][] modules) =>
        new(Guid.NewGuid(), "Graphs", CourseStatus.Published, rule, null, [.. modules.Select(Module)]);

    private static MapModule Module(MapLesson[] lessons) => new(Guid.NewGuid(), "M", null, [], lessons);

    private static MapLesson Lesson(bool required = true, bool activity = false) =>
        new(Guid.NewGuid(), "L", activity ? LessonKind.Lab : LessonKind.Text, required, activity ? Guid.NewGuid() : null);
}
