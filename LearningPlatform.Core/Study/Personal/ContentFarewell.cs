using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Materials;
using LearningPlatform.Core.Study.Notes;
using LearningPlatform.Core.Study.Sessions;
using LearningPlatform.Core.Study.Todos;

namespace LearningPlatform.Core.Study.Personal;

/// <summary>
/// Removes what somebody who leaves the platform kept for themselves, their sessions and their files. Todos and notes that they shared stay
/// in their rooms, under the name "Deleted user". Doing it again changes nothing.
/// </summary>
public sealed class ContentFarewell(
    IDocumentCollection<StudySession> sessions,
    IDocumentCollection<Todo> todos,
    IDocumentCollection<Note> notes,
    IDocumentCollection<Material> materials,
    Uploads uploads)
{
    public async Task RemoveAsync(Guid userId, CancellationToken cancellationToken)
    {
        await foreach (var session in sessions.AllAsync(DocumentPattern.Of(new { UserId = userId }), cancellationToken))
        {
            await sessions.DeleteAsync(session.Id, cancellationToken);
        }

        await RemoveKeptAsync(todos, userId, cancellationToken);
        await RemoveKeptAsync(notes, userId, cancellationToken);
        await foreach (var todo in todos.AllAsync(DocumentPattern.Of(new { AssigneeId = userId }), cancellationToken))
        {
            await todos.UpdateAsync(
                todo.Id, TodoService.NotFound, body => (Outcome<Todo>)(body with { AssigneeId = null }), cancellationToken);
        }

        await RemoveMaterialsAsync(userId, cancellationToken);
    }

    /// <summary>Files leave with whoever brought them, those in rooms and in others' materials as well.</summary>
    private async Task RemoveMaterialsAsync(Guid userId, CancellationToken cancellationToken)
    {
        await foreach (var material in materials.AllAsync(DocumentPattern.Of(new { OwnerId = userId }), cancellationToken))
        {
            await RemoveAsync(material, cancellationToken);
        }

        await foreach (var material in materials.AllAsync(
            DocumentPattern.Of(new { Versions = new[] { new { UploadedBy = userId } } }), cancellationToken))
        {
            if (material.Body.Versions.All(version => version.UploadedBy == userId))
            {
                await RemoveAsync(material, cancellationToken);
                continue;
            }

            await materials.UpdateAsync(
                material.Id,
                MaterialFailures.NotFound,
                body => (Outcome<Material>)(body with { Versions = [.. body.Versions.Where(version => version.UploadedBy != userId)] }),
                cancellationToken);
        }

        await foreach (var material in materials.AllAsync(
            DocumentPattern.Of(new { SharedWith = new[] { new { UserId = userId } } }), cancellationToken))
        {
            await materials.UpdateAsync(
                material.Id, MaterialFailures.NotFound, body => body.ShareWith(userId, null), cancellationToken);
        }
    }

    private async Task RemoveAsync(Document<Material> material, CancellationToken cancellationToken)
    {
        await materials.DeleteAsync(material.Id, cancellationToken);
        foreach (var version in material.Body.Versions)
        {
            await uploads.DeleteAsync(version.UploadId, cancellationToken);
        }
    }

    private static async Task RemoveKeptAsync<T>(IDocumentCollection<T> items, Guid userId, CancellationToken cancellationToken)
        where T : class, IRoomItem
    {
        await foreach (var item in items.AllAsync(DocumentPattern.Of(new { OwnerId = userId, IsShared = false }), cancellationToken))
        {
            await items.DeleteAsync(item.Id, cancellationToken);
        }
    }
}
