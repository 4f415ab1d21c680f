using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog.Authoring;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Catalog;

/// <summary>The outline of a course, for its teachers (document 5). Learners see what they change when the course is published.</summary>
internal static class OutlineEndpoints
{
    private const string Drafted =
        "Changes the working copy; learners see it when the course is published. With If-Match, a version that has changed since is "
        + "refused (412).";

    public static void AddOutlines(this IServiceCollection services)
    {
        services.AddSingleton<IValidator<ModuleRequest>, ModuleRequestValidator>();
        services.AddSingleton<IValidator<LessonRequest>, LessonRequestValidator>();
        services.AddSingleton<IValidator<OutlineOrderRequest>, OutlineOrderRequestValidator>();
        services.AddSingleton<IValidator<CompletionRequest>, CompletionRequestValidator>();
        services.AddSingleton<CourseMedia>();
        services.AddSingleton<CourseDrafts>();
    }

    /// <param name="course">The group of one course's routes for teachers.</param>
    public static void MapOutlines(this RouteGroupBuilder course)
    {
        course.MapGet("/outline", GetAsync)
            .WithSummary("The working copy of the outline")
            .WithResponseExample(OutlineExamples.Outline);
        course.MapPut("/outline", ReorderAsync)
            .WithSummary("Put the whole outline into a new order")
            .WithDescription("Names exactly the modules and lessons that there are; lessons may move between modules. " + Drafted)
            .Edits("OUTLINE_CHANGED")
            .WithRequestExample(OutlineExamples.Order)
            .WithResponseExample(OutlineExamples.Outline);
        course.MapPut("/completion", CompleteAsync)
            .WithSummary("Say when a learner has completed the course")
            .WithDescription(Drafted)
            .Edits()
            .WithRequestExample("""{"rule":"score","minimum_score":70}""")
            .WithResponseExample(OutlineExamples.Outline);
        course.MapModules();
        course.MapLessons();
    }

    private static void MapModules(this RouteGroupBuilder course)
    {
        course.MapPost("/modules", AddModuleAsync)
            .WithSummary("Add a module")
            .WithDescription(Drafted)
            .Edits("OUTLINE_TOO_LARGE", "PREREQUISITE_CYCLE")
            .HonoursIdempotencyKey()
            .WithRequestExample(OutlineExamples.ModuleRequest)
            .WithResponseExample(OutlineExamples.Module);
        course.MapGet("/modules/{moduleId:guid}", GetModuleAsync)
            .WithSummary("A module of the working copy")
            .Fails(404, "MODULE_NOT_FOUND")
            .WithResponseExample(OutlineExamples.Module);
        course.MapPut("/modules/{moduleId:guid}", ChangeModuleAsync)
            .WithSummary("Replace a module's fields")
            .WithDescription(Drafted)
            .Edits("PREREQUISITE_CYCLE")
            .Fails(404, "MODULE_NOT_FOUND")
            .WithRequestExample(OutlineExamples.ModuleRequest)
            .WithResponseExample(OutlineExamples.Module);
        course.MapDelete("/modules/{moduleId:guid}", RemoveModuleAsync)
            .WithSummary("Remove a module with its lessons")
            .WithDescription(Drafted + " Progress on it is kept, and comes back with it.")
            .Edits()
            .Fails(404, "MODULE_NOT_FOUND");
    }

    private static void MapLessons(this RouteGroupBuilder course)
    {
        var lessons = course.MapGroup("/modules/{moduleId:guid}/lessons");
        lessons.MapPost("/", AddLessonAsync)
            .WithSummary("Add a lesson")
            .WithDescription(Drafted)
            .Edits("OUTLINE_TOO_LARGE")
            .Fails(404, "MODULE_NOT_FOUND")
            .HonoursIdempotencyKey()
            .WithRequestExample(OutlineExamples.LessonRequest)
            .WithResponseExample(OutlineExamples.Lesson);
        lessons.MapGet("/{lessonId:guid}", GetLessonAsync)
            .WithSummary("A lesson of the working copy")
            .Fails(404, "MODULE_NOT_FOUND", "LESSON_NOT_FOUND")
            .WithResponseExample(OutlineExamples.Lesson);
        lessons.MapPut("/{lessonId:guid}", ChangeLessonAsync)
            .WithSummary("Replace a lesson's fields")
            .WithDescription(Drafted)
            .Edits("OUTLINE_TOO_LARGE")
            .Fails(404, "MODULE_NOT_FOUND", "LESSON_NOT_FOUND")
            .WithRequestExample(OutlineExamples.LessonRequest)
            .WithResponseExample(OutlineExamples.Lesson);
        lessons.MapDelete("/{lessonId:guid}", RemoveLessonAsync)
            .WithSummary("Remove a lesson")
            .WithDescription(Drafted + " Progress on it is kept, and comes back with it.")
            .Edits()
            .Fails(404, "MODULE_NOT_FOUND", "LESSON_NOT_FOUND");
    }

    private static async Task<Reply<OutlineView>> GetAsync(Guid id, HttpContext context, CourseDrafts drafts) =>
        View(await drafts.GetAsync(id, context.User.Caller(), context.RequestAborted));

    private static async Task<Reply<OutlineView>> ReorderAsync(
        Guid id, OutlineOrderRequest request, HttpContext context, CourseDrafts drafts) =>
        View(await EditAsync(drafts, id, context, outline => outline.Reorder([.. request.Modules!.Select(module => module!.ToOrder())])));

    private static async Task<Reply<OutlineView>> CompleteAsync(
        Guid id, CompletionRequest request, HttpContext context, CourseDrafts drafts) =>
        View(await EditAsync(drafts, id, context, outline => outline.Complete(request.Rule!.Value, request.MinimumScore)));

    private static async Task<CreatedReply<ModuleDraftView>> AddModuleAsync(
        Guid id, ModuleRequest request, HttpContext context, CourseDrafts drafts, TimeProvider time)
    {
        var moduleId = OrderedId.At(time.GetUtcNow());
        var edited = await EditAsync(drafts, id, context, outline => outline.AddModule(moduleId, request.ToContent(), request.Position));
        return Module(edited, moduleId).TryGet(out var module, out var failure)
            ? CreatedReply<ModuleDraftView>.At($"/api/v1/courses/{id}/modules/{moduleId}", module)
            : failure;
    }

    private static async Task<Reply<ModuleDraftView>> GetModuleAsync(Guid id, Guid moduleId, HttpContext context, CourseDrafts drafts) =>
        Module(await drafts.GetAsync(id, context.User.Caller(), context.RequestAborted), moduleId);

    private static async Task<Reply<ModuleDraftView>> ChangeModuleAsync(
        Guid id, Guid moduleId, ModuleRequest request, HttpContext context, CourseDrafts drafts) =>
        Module(await EditAsync(drafts, id, context, outline => outline.ChangeModule(moduleId, request.ToContent())), moduleId);

    private static async Task<NoContentReply> RemoveModuleAsync(Guid id, Guid moduleId, HttpContext context, CourseDrafts drafts) =>
        (await EditAsync(drafts, id, context, outline => outline.RemoveModule(moduleId))).Failure;

    private static async Task<CreatedReply<LessonDraftView>> AddLessonAsync(
        Guid id, Guid moduleId, LessonRequest request, HttpContext context, CourseDrafts drafts, TimeProvider time)
    {
        var lesson = request.ToLesson(OrderedId.At(time.GetUtcNow()));
        var edited = await EditAsync(
            drafts, id, context, outline => outline.AddLesson(moduleId, lesson, request.Position), request.MediaId);
        return Lesson(edited, moduleId, lesson.Id).TryGet(out var view, out var failure)
            ? CreatedReply<LessonDraftView>.At($"/api/v1/courses/{id}/modules/{moduleId}/lessons/{lesson.Id}", view)
            : failure;
    }

    private static async Task<Reply<LessonDraftView>> GetLessonAsync(
        Guid id, Guid moduleId, Guid lessonId, HttpContext context, CourseDrafts drafts) =>
        Lesson(await drafts.GetAsync(id, context.User.Caller(), context.RequestAborted), moduleId, lessonId);

    private static async Task<Reply<LessonDraftView>> ChangeLessonAsync(
        Guid id, Guid moduleId, Guid lessonId, LessonRequest request, HttpContext context, CourseDrafts drafts)
    {
        var lesson = request.ToLesson(lessonId);
        var edited = await EditAsync(drafts, id, context, outline => outline.ChangeLesson(moduleId, lesson), request.MediaId);
        return Lesson(edited, moduleId, lessonId);
    }

    private static async Task<NoContentReply> RemoveLessonAsync(
        Guid id, Guid moduleId, Guid lessonId, HttpContext context, CourseDrafts drafts) =>
        (await EditAsync(drafts, id, context, outline => outline.RemoveLesson(moduleId, lessonId))).Failure;

    private static Task<Outcome<OutlineDraft>> EditAsync(
        CourseDrafts drafts, Guid courseId, HttpContext context, Func<CourseOutline, Outcome<CourseOutline>> change, Guid? medium = null) =>
        drafts.EditAsync(
            courseId,
            context.User.Caller(),
            version => Preconditions.Check(context.Request, version),
            change,
            context.RequestAborted,
            medium is { } shown ? [shown] : []);

    private static Outcome<OutlineView> View(Outcome<OutlineDraft> outcome) =>
        outcome.TryGet(out var draft, out var failure) ? OutlineView.Of(draft) : failure;

    private static Outcome<ModuleDraftView> Module(Outcome<OutlineDraft> outcome, Guid id)
    {
        if (!outcome.TryGet(out var draft, out var failure))
        {
            return failure;
        }

        return draft.Outline.FindModule(id).TryGet(out var module, out failure) ? new ModuleDraftView(module, draft.Version) : failure;
    }

    private static Outcome<LessonDraftView> Lesson(Outcome<OutlineDraft> outcome, Guid moduleId, Guid id)
    {
        if (!outcome.TryGet(out var draft, out var failure))
        {
            return failure;
        }

        return draft.Outline.FindLesson(moduleId, id).TryGet(out var lesson, out failure)
            ? new LessonDraftView(lesson, moduleId, draft.Version)
            : failure;
    }

    private static RouteHandlerBuilder Edits(this RouteHandlerBuilder route, params string[] conflicts) =>
        route.Fails(409, conflicts).Fails(412, "PRECONDITION_FAILED");
}
