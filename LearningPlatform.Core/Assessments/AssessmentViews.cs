namespace LearningPlatform.Core.Assessments;

/// <summary>An assessment, as whoever reads it may see it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="CourseId">Its course.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Instructions">Markdown.</param>
/// <param name="Status">draft or published.</param>
/// <param name="PassMark">In percent.</param>
/// <param name="AttemptsLimit">Null for as many as one likes.</param>
/// <param name="TimeLimitSeconds">Null for none.</param>
/// <param name="GraceSeconds">How long after the end an answer on its way is still taken.</param>
/// <param name="OpensAt">UTC.</param>
/// <param name="ClosesAt">UTC.</param>
/// <param name="ShuffleQuestions">Each attempt in an order of its own.</param>
/// <param name="ShuffleAnswers">Options too.</param>
/// <param name="ShowScore">never, after_submit or after_close.</param>
/// <param name="ShowFeedback">As <paramref name="ShowScore"/>.</param>
/// <param name="ShowAnswers">As <paramref name="ShowScore"/>.</param>
/// <param name="Scoring">best, latest or average.</param>
/// <param name="QuestionCount">Questions of one attempt.</param>
/// <param name="AttemptsUsed">The reader's own.</param>
/// <param name="RunningAttemptId">The reader's attempt that is not submitted yet.</param>
/// <param name="Items">For the course's teachers only.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Version">The ETag.</param>
public sealed record AssessmentView(
    Guid Id,
    Guid CourseId,
    string Title,
    string Instructions,
    AssessmentStatus Status,
    decimal PassMark,
    int? AttemptsLimit,
    int? TimeLimitSeconds,
    int GraceSeconds,
    DateTimeOffset? OpensAt,
    DateTimeOffset? ClosesAt,
    bool ShuffleQuestions,
    bool ShuffleAnswers,
    Disclosure ShowScore,
    Disclosure ShowFeedback,
    Disclosure ShowAnswers,
    AttemptScoring Scoring,
    int QuestionCount,
    int AttemptsUsed,
    Guid? RunningAttemptId,
    IReadOnlyList<ItemView>? Items,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version) : IVersioned
{
    internal static AssessmentView Of(Assessment assessment, bool forTeacher, int used, Guid? running) => new(
        assessment.Id,
        assessment.CourseId,
        assessment.Title,
        assessment.Instructions,
        assessment.Status,
        assessment.PassMark,
        assessment.AttemptsLimit,
        assessment.TimeLimitSeconds,
        assessment.GraceSeconds,
        assessment.OpensAt,
        assessment.ClosesAt,
        assessment.ShuffleQuestions,
        assessment.ShuffleAnswers,
        assessment.ShowScore,
        assessment.ShowFeedback,
        assessment.ShowAnswers,
        assessment.Scoring,
        assessment.Items.Sum(item => item.Draw ?? 1),
        used,
        running,
        forTeacher ? [.. assessment.Items.OrderBy(item => item.Position).Select(ItemView.Of)] : null,
        assessment.CreatedAt,
        assessment.UpdatedAt,
        assessment.Version);
}

/// <summary>An item as its authors see it.</summary>
/// <param name="QuestionId">The question; null for a pool.</param>
/// <param name="BankId">The pool's bank.</param>
/// <param name="Category">The pool's category, with everything below it.</param>
/// <param name="Tags">The pool's questions have all of these.</param>
/// <param name="Draw">How many are drawn.</param>
/// <param name="Points">What each is worth; null for what its question says.</param>
public sealed record ItemView(Guid? QuestionId, Guid? BankId, string? Category, IReadOnlyList<string> Tags, int? Draw, decimal? Points)
{
    internal static ItemView Of(AssessmentItem item) =>
        new(item.QuestionId, item.BankId, item.Category, item.Tags, item.Draw, item.Points);
}

/// <summary>An assessment in a course's list.</summary>
public sealed record AssessmentSummary(
    Guid Id,
    Guid CourseId,
    string Title,
    AssessmentStatus Status,
    DateTimeOffset? OpensAt,
    DateTimeOffset? ClosesAt,
    int? TimeLimitSeconds);
