using System.Runtime.CompilerServices;

namespace LearningPlatform.Core.Documents;

/// <summary>All of what a pattern finds.</summary>
public static class DocumentReading
{
    private const int PageSize = 200;

    /// <summary>
    /// Every document that holds <paramref name="pattern"/>, in the order of the ids, read page by page: what is read already may be
    /// changed or deleted meanwhile.
    /// </summary>
    public static async IAsyncEnumerable<Document<T>> AllAsync<T>(
        this IDocumentCollection<T> documents, DocumentPattern pattern, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(documents);
        Guid? after = null;
        do
        {
            var page = await documents.FindAsync(new(pattern) { After = after, Limit = PageSize }, cancellationToken);
            foreach (var document in page)
            {
                yield return document;
            }

            after = page.Count == PageSize ? page[^1].Id : null;
        }
        while (after is not null);
    }
}
