using FsCheck;
using FsCheck.Fluent;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Catalog.Authoring;

namespace LearningPlatform.UnitTests.Catalog;

/// <summary>Whatever is done to an outline, in whatever order: nothing gets lost, doubled or left waiting for itself.</summary>
public sealed class OutlineEditsProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    private static readonly Gen<CourseOutline> Outlines =
        from sizes in Gen.Choose(0, 6).ListOf(8)
        from count in Gen.Choose(0, 8)
        select new CourseOutline(CompletionRule.All, null, [.. sizes.Take(count).Select(Module)]);

    [Fact]
    public void A_new_order_has_every_lesson_once_where_it_was_put() => Prop.ForAll(Arb.From(Shuffles()), shuffle =>
    {
        var (outline, order) = shuffle;
        var reordered = outline.Reorder(order).Value;

        reordered.Modules.Select(module => module.Id).ShouldBe(order.Select(module => module.Id));
        reordered.Modules.Select(module => module.Lessons.Select(lesson => lesson.Id)).ShouldBe(order.Select(module => module.Lessons));
        // The same things, not only the same ids.
        reordered.Lessons.OrderBy(lesson => lesson.Id).ShouldBe(outline.Lessons.OrderBy(lesson => lesson.Id));
    }).Check(Many);

    [Fact]
    public void An_order_that_lacks_doubles_or_adds_something_is_refused() => Prop.ForAll(
        Arb.From(from shuffle in Shuffles() from flaw in Gen.Choose(0, 3) select (shuffle.Outline, Order: Spoil([.. shuffle.Order], flaw))),
        shuffle => shuffle.Outline.Reorder(shuffle.Order).Failure!.Code.ShouldBe("OUTLINE_CHANGED")).Check(Many);

    [Fact]
    public void Any_edits_keep_the_rules() => Prop.ForAll(
        Arb.From(from outline in Outlines from edits in Gen.Choose(0, int.MaxValue - 1).ListOf(20) select (outline, edits)),
        history =>
        {
            var outline = history.outline;
            foreach (var seed in history.edits)
            {
                if (Edit(outline, new Random(seed)).TryGet(out var edited, out _))
                {
                    outline = edited;
                }

                OutlineRules.Check(outline).ShouldBeNull();
                CanAllBegin(outline).ShouldBeTrue();
            }
        }).Check(Many);

    [Fact]
    public void A_circle_of_prerequisites_is_refused()
    {
        var outline = new CourseOutline(CompletionRule.All, null, [Module(1), Module(1), Module(1)]);
        var ids = outline.Modules.Select(module => module.Id).ToList();
        outline = outline.ChangeModule(ids[0], new("a", "", null, [ids[1]])).Value;
        outline = outline.ChangeModule(ids[1], new("b", "", null, [ids[2]])).Value;

        outline.ChangeModule(ids[2], new("c", "", null, [ids[0]])).Failure!.Code.ShouldBe("PREREQUISITE_CYCLE");
        outline.ChangeModule(ids[2], new("c", "", null, [ids[2]])).Failure!.Code.ShouldBe("PREREQUISITE_CYCLE");
        outline.ChangeModule(ids[2], new("c", "", null, [Guid.NewGuid()])).Failure!.Code.ShouldBe("VALIDATION_FAILED");
        // Who is gone is waited for no longer.
        outline.RemoveModule(ids[2]).Value.Modules[1].Prerequisites.ShouldBeEmpty();
    }

    private static Gen<(CourseOutline Outline, IReadOnlyList<ModuleOrder> Order)> Shuffles() =>
        from outline in Outlines
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (outline, Shuffle(outline, new Random(seed)));

    private static IReadOnlyList<ModuleOrder> Shuffle(CourseOutline outline, Random random)
    {
        var modules = outline.Modules.Select(module => module.Id).ToArray();
        random.Shuffle(modules);
        var places = modules.ToDictionary(id => id, _ => new List<Guid>());
        foreach (var lesson in outline.Lessons)
        {
            var place = places[modules[random.Next(modules.Length)]];
            place.Insert(random.Next(place.Count + 1), lesson.Id);
        }

        return [.. modules.Select(id => new ModuleOrder(id, places[id]))];
    }

    private static List<ModuleOrder> Spoil(List<ModuleOrder> order, int flaw)
    {
        var stranger = new ModuleOrder(Guid.NewGuid(), []);
        switch (flaw)
        {
            case 0 when order.Count > 0:
                order.RemoveAt(order.Count - 1);
                break;
            case 1 when order.Count > 0:
                order.Add(order[0]);
                break;
            case 2 when order.Count > 0:
                order[0] = order[0] with { Lessons = [.. order[0].Lessons, Guid.NewGuid()] };
                break;
            default:
                order.Add(stranger);
                break;
        }

        return order;
    }

    private static Outcome<CourseOutline> Edit(CourseOutline outline, Random random)
    {
        var module = outline.Modules.Count > 0 ? outline.Modules[random.Next(outline.Modules.Count)] : null;
        var lesson = module is { Lessons.Count: > 0 } ? module.Lessons[random.Next(module.Lessons.Count)] : null;
        return random.Next(7) switch
        {
            0 => outline.AddModule(Guid.NewGuid(), Content(), random.Next(-1, 10)),
            1 when module is not null => outline.RemoveModule(module.Id),
            2 when module is not null => outline.ChangeModule(module.Id, Content()),
            3 when module is not null => outline.AddLesson(module.Id, Lesson(), random.Next(-1, 10)),
            4 when lesson is not null => outline.RemoveLesson(module!.Id, lesson.Id),
            5 when lesson is not null => outline.ChangeLesson(module!.Id, lesson with { Title = "changed" }),
            _ => outline.Reorder(Shuffle(outline, random)),
        };

        ModuleContent Content() => new("m", "", null, [.. outline.Modules.Select(other => other.Id).Where(_ => random.Next(3) == 0)]);
    }

    private static bool CanAllBegin(CourseOutline outline)
    {
        var done = new HashSet<Guid>();
        for (var rounds = 0; rounds <= outline.Modules.Count; rounds++)
        {
            done.UnionWith(outline.Modules.Where(module => module.Prerequisites.All(done.Contains)).Select(module => module.Id));
        }

        return done.Count == outline.Modules.Count;
    }

    private static ModuleDraft Module(int lessons) => new(Guid.NewGuid(), "m", "", null, [], [.. Enumerable.Range(0, lessons).Select(_ => Lesson())]);

    private static LessonDraft Lesson() => new(Guid.NewGuid(), "l", LessonKind.Text, "text", null, null, null, true, 5);
}
