namespace LearningPlatform.Core.Documents;

/// <summary>Read, decide, replace; again when another writer was faster.</summary>
public static class DocumentUpdates
{
    // Under heavier contention than this a document is the wrong place for the value.
    private const int MaxAttempts = 20;

    /// <summary>
    /// Applies <paramref name="change"/> to the newest version and returns what is stored then. The change runs again on every lost race,
    /// so it must be a function of the body alone; a refusal from it ends the update and nothing is written. Without such a document the
    /// answer is <paramref name="missing"/>; when the race is lost again and again, a 409 <c>DOCUMENT_BUSY</c>.
    /// </summary>
    public static Task<Outcome<Document<T>>> UpdateAsync<T>(
        this IDocumentCollection<T> documents, Guid id, Failure missing, Func<T, Outcome<T>> change, CancellationToken cancellationToken)
        where T : class =>
        documents.UpdateIfAsync(id, missing, change, precondition: _ => null, cancellationToken);

    /// <summary>
    /// The same, once <paramref name="change"/> has nothing against it, only of a version that <paramref name="precondition"/> does not
    /// refuse (<c>If-Match</c>): who may not make the change at all learns that first.
    /// </summary>
    public static Task<Outcome<Document<T>>> UpdateIfAsync<T>(
        this IDocumentCollection<T> documents,
        Guid id,
        Failure missing,
        Func<T, Outcome<T>> change,
        Func<long, Failure?> precondition,
        CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(change);
        return documents.TryAsync(
            id, missing, change, precondition,
            async (current, body) => await documents.ReplaceAsync(id, current.Version, body, cancellationToken)
                ? new Document<T>(id, current.Version + 1, body)
                : null,
            cancellationToken);
    }

    /// <summary>
    /// Deletes the newest version and returns it, if neither <paramref name="refusal"/> nor <paramref name="precondition"/> has anything
    /// against it: what somebody else writes at the same moment is not lost unseen.
    /// </summary>
    public static Task<Outcome<Document<T>>> DeleteIfAsync<T>(
        this IDocumentCollection<T> documents,
        Guid id,
        Failure missing,
        Func<T, Failure?> refusal,
        Func<long, Failure?> precondition,
        CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return documents.TryAsync(
            id, missing, body => refusal(body) is { } refused ? refused : body, precondition,
            async (current, _) => await documents.DeleteAsync(id, current.Version, cancellationToken) ? current : null,
            cancellationToken);
    }

    /// <summary>Reads, decides, and lets <paramref name="write"/> try; its null is a race that was lost.</summary>
    private static async Task<Outcome<Document<T>>> TryAsync<T>(
        this IDocumentCollection<T> documents,
        Guid id,
        Failure missing,
        Func<T, Outcome<T>> decide,
        Func<long, Failure?> precondition,
        Func<Document<T>, T, Task<Document<T>?>> write,
        CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(precondition);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await documents.GetAsync(id, cancellationToken) is not { } current)
            {
                return missing;
            }

            if (!decide(current.Body).TryGet(out var body, out var refusal))
            {
                return refusal;
            }

            if (precondition(current.Version) is { } stale)
            {
                return stale;
            }

            if (await write(current, body) is { } written)
            {
                return written;
            }

            // The losers of a round must not all come back at the same moment.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 4 << Math.Min(attempt, 5))), cancellationToken);
        }

        return Failure.Conflict("DOCUMENT_BUSY", "Too many changes at the same time. Try again.");
    }
}
