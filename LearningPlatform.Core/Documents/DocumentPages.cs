using System.Runtime.CompilerServices;

namespace LearningPlatform.Core.Documents;

/// <summary>All documents that hold a pattern, page by page.</summary>
public static class DocumentPages
{
    private const int PageSize = 200;

    /// <summary>In the order of their ids. What is removed on the way is no trouble.</summary>
    public static async IAsyncEnumerable<Document<T>> FindAllAsync<T>(
        this IDocumentCollection<T> documents, DocumentPattern pattern, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(documents);
        var query = new DocumentQuery(pattern) { Limit = PageSize };
        while (await documents.FindAsync(query, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var document in page)
            {
                yield return document;
            }

            query = query with { After = page[^1].Id };
        }
    }
}
