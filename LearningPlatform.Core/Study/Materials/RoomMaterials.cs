using LearningPlatform.Core.Documents;

namespace LearningPlatform.Core.Study.Materials;

/// <summary>How much a room's materials may take. What one person's files may take is <see cref="Files.UploadRules"/>' matter.</summary>
public sealed class RoomMaterials(IDocumentCollection<Material> materials, StudyLocks locks)
{
    /// <summary>Bytes of all materials of a room, with all their versions.</summary>
    public const long MaxBytes = 2L * 1024 * 1024 * 1024;

    public const int MaxMaterials = 500;

    /// <summary>Keeps others from adding to the room until it is disposed; without a room there is nothing to hold.</summary>
    public Task<IAsyncDisposable> HoldAsync(Guid? roomId, CancellationToken cancellationToken) =>
        roomId is { } room
            ? locks.TakeAsync("room-materials", room, cancellationToken)
            : Task.FromResult<IAsyncDisposable>(Nothing.Instance);

    /// <summary>A 409 when so many bytes more, as a new material, don't fit; ask while holding the room.</summary>
    public async Task<Failure?> OverfilledAsync(Guid? roomId, long more, CancellationToken cancellationToken, bool newMaterial = true)
    {
        if (roomId is null)
        {
            return null;
        }

        var pattern = DocumentPattern.Of(new { RoomId = roomId });
        var all = await materials.FindAsync(new(pattern) { Limit = MaxMaterials + 1 }, cancellationToken);
        return (newMaterial && all.Count >= MaxMaterials) || all.Sum(material => material.Body.TotalSize) + more > MaxBytes
            ? MaterialFailures.RoomFull
            : null;
    }

    private sealed class Nothing : IAsyncDisposable
    {
        public static readonly Nothing Instance = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
