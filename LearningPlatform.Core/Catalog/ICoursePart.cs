using System.Text.Json.Nodes;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.Core.Catalog;

/// <summary>
/// What a module keeps for a course beside its outline (assessments, labs, …), so that it goes along when the course is duplicated,
/// exported or imported. Register it with <c>AddScoped&lt;ICoursePart, …&gt;</c> in the Api.
/// </summary>
/// <remarks>
/// A section carries the ids that its things have where it comes from; they only tie things together. The import gives everything a new id
/// and says which: lessons refer to assessments and labs by those. Exporting what was imported must give the same section, ids apart.
/// </remarks>
public interface ICoursePart
{
    /// <summary>The section's name in the archive; never changes.</summary>
    string Name { get; }

    /// <summary>The section for a course; null when there is nothing. It must not hold what learners have done.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="media">Add every upload with the purpose media that the section mentions: its file then goes along.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<JsonNode?> ExportAsync(Guid courseId, ISet<Guid> media, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the section's things to a new course. A section from an archive is as hostile as any other input: what is wrong with it is a
    /// refusal, and then nothing of the whole course is imported. The part keeps its media itself (<c>Uploads.KeepMediaAsync</c> and a
    /// key).
    /// </summary>
    /// <returns>The old id → the new one, of everything that a lesson's <c>activity_id</c> may name.</returns>
    Task<Outcome<Dictionary<Guid, Guid>>> ImportAsync(JsonNode section, CoursePartTarget target, CancellationToken cancellationToken);
}

/// <summary>Where a section goes.</summary>
/// <param name="CourseId">The new course; its row is written already.</param>
/// <param name="Author">Who will own it.</param>
/// <param name="Db">With the transaction open that makes the whole course; everything written goes through it.</param>
/// <param name="Ids">The old id → the new one, of the modules, the lessons and the media.</param>
public sealed record CoursePartTarget(Guid CourseId, Caller Author, LearningDbContext Db, IReadOnlyDictionary<Guid, Guid> Ids);
