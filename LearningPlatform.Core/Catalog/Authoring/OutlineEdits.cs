namespace LearningPlatform.Core.Catalog.Authoring;

/// <summary>
/// The edits of an outline, as functions from one to the next. Each returns an outline that <see cref="OutlineRules"/> has nothing against,
/// or a refusal.
/// </summary>
public static class OutlineEdits
{
    public static readonly Failure ModuleNotFound = Failure.NotFound("MODULE_NOT_FOUND", "The course has no such module.");
    public static readonly Failure LessonNotFound = Failure.NotFound("LESSON_NOT_FOUND", "The module has no such lesson.");

    private static readonly Failure OtherParts = Failure.Conflict(
        "OUTLINE_CHANGED", "The outline has other modules or lessons than these. Read it again and repeat the change.");

    /// <summary>Puts a module at <paramref name="position"/>, or at the end.</summary>
    public static Outcome<CourseOutline> AddModule(this CourseOutline outline, Guid id, ModuleContent content, int? position)
    {
        ArgumentNullException.ThrowIfNull(outline);
        ArgumentNullException.ThrowIfNull(content);
        var module = new ModuleDraft(id, content.Title, content.Description, content.ReleaseAt, content.Prerequisites, []);
        return OutlineRules.Checked(outline with { Modules = Insert(outline.Modules, module, position) });
    }

    public static Outcome<CourseOutline> ChangeModule(this CourseOutline outline, Guid id, ModuleContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Replace(outline, id, module => module with
        {
            Title = content.Title,
            Description = content.Description,
            ReleaseAt = content.ReleaseAt,
            Prerequisites = content.Prerequisites,
        });
    }

    /// <summary>Takes a module out with its lessons, and out of the prerequisites of the others.</summary>
    public static Outcome<CourseOutline> RemoveModule(this CourseOutline outline, Guid id)
    {
        ArgumentNullException.ThrowIfNull(outline);
        return outline.Modules.All(module => module.Id != id)
            ? ModuleNotFound
            : OutlineRules.Checked(outline with
            {
                Modules =
                [
                    .. outline.Modules
                        .Where(module => module.Id != id)
                        .Select(module => module with { Prerequisites = [.. module.Prerequisites.Where(other => other != id)] }),
                ],
            });
    }

    /// <summary>Puts a lesson at <paramref name="position"/> of a module, or at its end.</summary>
    public static Outcome<CourseOutline> AddLesson(this CourseOutline outline, Guid moduleId, LessonDraft lesson, int? position) =>
        Replace(outline, moduleId, module => module with { Lessons = Insert(module.Lessons, lesson, position) });

    public static Outcome<CourseOutline> ChangeLesson(this CourseOutline outline, Guid moduleId, LessonDraft lesson)
    {
        ArgumentNullException.ThrowIfNull(lesson);
        return outline.FindLesson(moduleId, lesson.Id) is { Failure: { } failure }
            ? failure
            : Replace(outline, moduleId, module => module with
            {
                Lessons = [.. module.Lessons.Select(other => other.Id == lesson.Id ? lesson : other)],
            });
    }

    public static Outcome<CourseOutline> RemoveLesson(this CourseOutline outline, Guid moduleId, Guid id) =>
        outline.FindLesson(moduleId, id) is { Failure: { } failure }
            ? failure
            : Replace(outline, moduleId, module => module with { Lessons = [.. module.Lessons.Where(lesson => lesson.Id != id)] });

    /// <summary>
    /// Puts everything into a new order. <paramref name="order"/> must name exactly the modules and lessons that there are: one that
    /// somebody has added meanwhile is not lost.
    /// </summary>
    public static Outcome<CourseOutline> Reorder(this CourseOutline outline, IReadOnlyList<ModuleOrder> order)
    {
        ArgumentNullException.ThrowIfNull(outline);
        ArgumentNullException.ThrowIfNull(order);
        var modules = outline.Modules.ToDictionary(module => module.Id);
        var lessons = outline.Lessons.ToDictionary(lesson => lesson.Id);
        if (!modules.Keys.Order().SequenceEqual(order.Select(module => module.Id).Order())
            || !lessons.Keys.Order().SequenceEqual(order.SelectMany(module => module.Lessons).Order()))
        {
            return OtherParts;
        }

        return outline with
        {
            Modules = [.. order.Select(module => modules[module.Id] with { Lessons = [.. module.Lessons.Select(id => lessons[id])] })],
        };
    }

    public static Outcome<CourseOutline> Complete(this CourseOutline outline, CompletionRule rule, int? minimumScore)
    {
        ArgumentNullException.ThrowIfNull(outline);
        return OutlineRules.Checked(outline with
        {
            CompletionRule = rule,
            MinimumScore = rule == CompletionRule.Score ? minimumScore : null,
        });
    }

    public static Outcome<ModuleDraft> FindModule(this CourseOutline outline, Guid id)
    {
        ArgumentNullException.ThrowIfNull(outline);
        return outline.Modules.FirstOrDefault(module => module.Id == id) is { } module ? module : ModuleNotFound;
    }

    public static Outcome<LessonDraft> FindLesson(this CourseOutline outline, Guid moduleId, Guid id)
    {
        if (!outline.FindModule(moduleId).TryGet(out var module, out var failure))
        {
            return failure;
        }

        return module.Lessons.FirstOrDefault(lesson => lesson.Id == id) is { } lesson ? lesson : LessonNotFound;
    }

    private static Outcome<CourseOutline> Replace(CourseOutline outline, Guid moduleId, Func<ModuleDraft, ModuleDraft> change)
    {
        ArgumentNullException.ThrowIfNull(outline);
        return outline.Modules.All(module => module.Id != moduleId)
            ? ModuleNotFound
            : OutlineRules.Checked(outline with
            {
                Modules = [.. outline.Modules.Select(module => module.Id == moduleId ? change(module) : module)],
            });
    }

    private static List<T> Insert<T>(IReadOnlyList<T> list, T item, int? position)
    {
        var result = list.ToList();
        result.Insert(Math.Clamp(position ?? result.Count, 0, result.Count), item);
        return result;
    }
}
