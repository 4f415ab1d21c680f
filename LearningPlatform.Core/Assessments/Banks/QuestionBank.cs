using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Banks;

/// <summary>Questions that belong together: a course's, or an instructor's own when there is no course.</summary>
public sealed class QuestionBank
{
    public const int TitleMaxLength = 200;

    public required Guid Id { get; init; }
    public required Guid? CourseId { get; init; }
    public required Guid OwnerId { get; init; }
    public required string Title { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts the changes of the bank itself, not those of its questions; the resource's ETag.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>A question in a bank: where it stands, and what lists and pools need of its newest version.</summary>
public sealed class BankQuestion
{
    public required Guid Id { get; init; }
    public required Guid BankId { get; init; }

    /// <summary>A <see cref="CategoryPath"/>.</summary>
    public required string Category { get; set; }

    public required string[] Tags { get; set; }
    public required string Kind { get; set; }
    public required string Name { get; set; }
    public required decimal Points { get; set; }

    /// <summary>The newest version's number.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Set when it is out of the bank; the row stays for the attempts that were shown it.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <param name="bankId">Its bank.</param>
    /// <param name="category">Its place.</param>
    /// <param name="content">What it says.</param>
    /// <param name="now">When it is added.</param>
    /// <param name="place">Among those added together: lists go by the id, and keep their author's order.</param>
    internal static BankQuestion Of(Guid bankId, string category, Question content, DateTimeOffset now, int place) => new()
    {
        Id = OrderedId.At(now.AddMilliseconds(place)),
        BankId = bankId,
        Category = category,
        Tags = [.. content.Tags ?? []],
        Kind = content.Body.KindWord,
        Name = content.Name,
        Points = content.Points,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>The row of the version that is newest now.</summary>
    internal QuestionVersion VersionOf(Question content, byte[] hash, Guid author, DateTimeOffset now) => new()
    {
        QuestionId = Id,
        Version = Version,
        Content = content,
        ContentHash = hash,
        CreatedBy = author,
        CreatedAt = now,
    };

    /// <summary>Counts a new version up and shows what it says.</summary>
    internal void Become(Question content, string category, DateTimeOffset now)
    {
        Category = category;
        Tags = [.. content.Tags ?? []];
        Kind = content.Body.KindWord;
        Name = content.Name;
        Points = content.Points;
        UpdatedAt = now;
        Version++;
    }
}

/// <summary>A question as it was written at one time; never changed.</summary>
public sealed class QuestionVersion
{
    public required Guid QuestionId { get; init; }
    public required int Version { get; init; }
    public required Question Content { get; init; }

    /// <summary><see cref="Question.ContentHash"/>.</summary>
    public required byte[] ContentHash { get; init; }

    public Guid? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
