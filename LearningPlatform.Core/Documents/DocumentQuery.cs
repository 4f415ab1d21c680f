namespace LearningPlatform.Core.Documents;

/// <summary>A page of the documents that hold <paramref name="Pattern"/> (<see cref="DocumentPattern.Any"/>: of all of them).</summary>
public sealed record DocumentQuery(DocumentPattern Pattern)
{
    /// <summary>The most documents one page may have.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The last id of the page before; null for the first page.</summary>
    public Guid? After { get; init; }

    /// <summary>Newest first.</summary>
    public bool Descending { get; init; }

    /// <summary>At most so many documents, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit
    {
        get;
        init => field = value is >= 1 and <= MaxLimit
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A page has 1 to {MaxLimit} documents.");
    } = 20;
}
