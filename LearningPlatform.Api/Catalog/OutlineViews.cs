using System.Text.Json.Serialization;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Catalog.Authoring;

namespace LearningPlatform.Api.Catalog;

/// <summary>The working copy of an outline.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="Version">Counts the edits; the ETag of the outline and of everything in it.</param>
/// <param name="HasChanges">Whether learners see something else; publish to show them this.</param>
/// <param name="CompletionRule">all, required or score.</param>
/// <param name="MinimumScore">In percent, with the rule score.</param>
/// <param name="Modules">In order.</param>
public sealed record OutlineView(
    Guid CourseId, int Version, bool HasChanges, CompletionRule CompletionRule, int? MinimumScore, IReadOnlyList<ModuleDraft> Modules)
    : IVersioned
{
    internal static OutlineView Of(OutlineDraft draft) => new(
        draft.CourseId, draft.Version, draft.HasChanges, draft.Outline.CompletionRule, draft.Outline.MinimumScore, draft.Outline.Modules);
}

/// <summary>A module of the working copy.</summary>
/// <param name="Module">The module; its fields stand beside the version in JSON.</param>
/// <param name="Version">The outline's: its edits count together.</param>
public sealed record ModuleDraftView([property: JsonIgnore] ModuleDraft Module, int Version) : ModuleDraft(Module), IVersioned;

/// <summary>A lesson of the working copy.</summary>
/// <param name="Lesson">The lesson; its fields stand beside the others in JSON.</param>
/// <param name="ModuleId">Where it is.</param>
/// <param name="Version">The outline's: its edits count together.</param>
public sealed record LessonDraftView([property: JsonIgnore] LessonDraft Lesson, Guid ModuleId, int Version)
    : LessonDraft(Lesson), IVersioned;
