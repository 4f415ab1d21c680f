namespace LearningPlatform.Core.Documents;

/// <summary>
/// Documents of one kind: rooms, notes, messages. The same contract over MongoDB and over PostgreSQL's jsonb (docs/engines.md); every
/// write touches one document and is atomic, and nothing here needs a transaction over two.
/// </summary>
/// <remarks>
/// A store keeps values, not the text: the order of an object's members may change. A polymorphic <typeparamref name="T"/> therefore
/// needs <c>AllowOutOfOrderMetadataProperties</c>.
/// </remarks>
public interface IDocumentCollection<T>
    where T : class
{
    /// <summary>The document, or null when there is none.</summary>
    Task<Document<T>?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The document's version, or null when there is none: for whoever has the document, and asks whether it has changed.</summary>
    Task<long?> VersionAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>One page of the documents that hold the query's pattern, in the order of their ids.</summary>
    Task<IReadOnlyList<Document<T>>> FindAsync(DocumentQuery query, CancellationToken cancellationToken);

    /// <summary>How many documents hold the pattern, counted up to <paramref name="most"/>.</summary>
    Task<int> CountAsync(DocumentPattern pattern, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a new document as version 1; false when the id is taken, and then nothing has changed. The id is a UUIDv7: pages follow the
    /// ids, so ids have to follow time.
    /// </summary>
    /// <exception cref="DocumentRejectedException">The body can't be kept as it is, for instance because of a NUL in a string.</exception>
    Task<bool> InsertAsync(Guid id, T body, CancellationToken cancellationToken);

    /// <summary>
    /// Stores new documents, whatever version they say they have, and returns the ids of those that are stored. A document whose id is taken, or
    /// comes twice, is left out. When one is rejected, others may or may not have been stored.
    /// </summary>
    /// <exception cref="DocumentRejectedException">A body can't be kept as it is.</exception>
    Task<HashSet<Guid>> InsertManyAsync(IReadOnlyCollection<Document<T>> documents, CancellationToken cancellationToken);

    /// <summary>
    /// Stores <paramref name="body"/> as the next version if the document still has <paramref name="version"/>; false when it has moved on
    /// or is gone. Of several writers who read the same version exactly one gets true.
    /// </summary>
    /// <exception cref="DocumentRejectedException">The body can't be kept as it is.</exception>
    Task<bool> ReplaceAsync(Guid id, long version, T body, CancellationToken cancellationToken);

    /// <summary>Removes the document, whatever its version; false when there was none.</summary>
    Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Removes the document if it still has <paramref name="version"/>; false when it has moved on or is gone.</summary>
    Task<bool> DeleteAsync(Guid id, long version, CancellationToken cancellationToken);
}

/// <summary>A stored document. Its version is 1 when inserted and one more with every replace: what <c>ETag</c> and <c>If-Match</c> carry.</summary>
public sealed record Document<T>(Guid Id, long Version, T Body)
    where T : class;

/// <summary>The caller's document or pattern can't be stored or searched for as it is. The message is fit for the caller's eyes.</summary>
public sealed class DocumentRejectedException(string message, Exception? inner = null) : Exception(message, inner);
