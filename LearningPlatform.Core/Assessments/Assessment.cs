using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments;

public enum AssessmentStatus
{
    /// <summary>Seen by its course's teachers only.</summary>
    Draft,

    /// <summary>Open to the enrolled, within its dates.</summary>
    Published,
}

/// <summary>When learners see something of a submitted attempt.</summary>
public enum Disclosure
{
    Never,
    AfterSubmit,

    /// <summary>When the assessment has closed; without a closing date, never.</summary>
    AfterClose,
}

/// <summary>Which of several attempts counts.</summary>
public enum AttemptScoring
{
    Best,
    Latest,
    Average,
}

/// <summary>What an author says of an assessment, beside its questions.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Instructions">Markdown.</param>
/// <param name="Status">draft or published.</param>
/// <param name="PassMark">In percent.</param>
/// <param name="AttemptsLimit">Null for as many as one likes.</param>
/// <param name="TimeLimitSeconds">Null for no limit but the closing date.</param>
/// <param name="GraceSeconds">How long after the end an answer on its way is still taken.</param>
/// <param name="OpensAt">UTC; null for at once.</param>
/// <param name="ClosesAt">UTC; running attempts end then. Null for never.</param>
/// <param name="ShuffleQuestions">Each attempt in an order of its own.</param>
/// <param name="ShuffleAnswers">Options and prompts too, where their question allows it.</param>
/// <param name="ShowScore">When learners see their score.</param>
/// <param name="ShowFeedback">When they see what the author says to their answers.</param>
/// <param name="ShowAnswers">When they see the right answers, and which of theirs were.</param>
/// <param name="Scoring">Which of several attempts counts.</param>
public sealed record AssessmentContent(
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
    AttemptScoring Scoring)
{
    /// <summary>The same moments as the database takes them.</summary>
    internal AssessmentContent InUtc() => this with { OpensAt = OpensAt?.ToUniversalTime(), ClosesAt = ClosesAt?.ToUniversalTime() };
}

/// <summary>A test in a course (document 1: quizzes; document 5: Assessment Service).</summary>
public sealed class Assessment
{
    public const int TitleMaxLength = 200;
    public const int InstructionsMaxLength = 20_000;
    public const int AttemptsMax = 1_000;
    public const int ItemsMaxCount = 500;

    /// <summary>Questions of one attempt.</summary>
    public const int QuestionsMaxCount = 500;

    /// <summary>Of its dates: a grace must fit behind them.</summary>
    public const int LastYear = 9_000;

    public static readonly TimeSpan TimeLimitMax = TimeSpan.FromDays(30);
    public static readonly TimeSpan GraceMax = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan GraceDefault = TimeSpan.FromSeconds(3);

    public required Guid Id { get; init; }
    public required Guid CourseId { get; init; }
    public required string Title { get; set; }
    public required string Instructions { get; set; }
    public required AssessmentStatus Status { get; set; }
    public required decimal PassMark { get; set; }
    public required int? AttemptsLimit { get; set; }
    public required int? TimeLimitSeconds { get; set; }
    public required int GraceSeconds { get; set; }
    public required DateTimeOffset? OpensAt { get; set; }
    public required DateTimeOffset? ClosesAt { get; set; }
    public required bool ShuffleQuestions { get; set; }
    public required bool ShuffleAnswers { get; set; }
    public required Disclosure ShowScore { get; set; }
    public required Disclosure ShowFeedback { get; set; }
    public required Disclosure ShowAnswers { get; set; }
    public required AttemptScoring Scoring { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts the changes; the resource's ETag.</summary>
    public int Version { get; set; } = 1;

    public List<AssessmentItem> Items { get; init; } = [];

    /// <summary>What its author says of it.</summary>
    internal AssessmentContent Content => new(
        Title, Instructions, Status, PassMark, AttemptsLimit, TimeLimitSeconds, GraceSeconds, OpensAt, ClosesAt, ShuffleQuestions,
        ShuffleAnswers, ShowScore, ShowFeedback, ShowAnswers, Scoring);

    /// <summary>When an attempt ends; null when nothing ends it.</summary>
    /// <param name="start">When it starts.</param>
    /// <param name="workEnds">When its learner's time in the course is over; null for never.</param>
    public DateTimeOffset? EndOf(DateTimeOffset start, DateTimeOffset? workEnds)
    {
        DateTimeOffset?[] ends = [TimeLimitSeconds is { } seconds ? start.AddSeconds(seconds) : null, ClosesAt, workEnds];
        return ends.Min();
    }

    /// <summary>Why no attempt may start at <paramref name="now"/>; null when one may.</summary>
    public Failure? RefuseStart(DateTimeOffset now) =>
        now < OpensAt ? AssessmentFailures.NotOpen : now >= ClosesAt ? AssessmentFailures.Closed : null;

    /// <summary>Whether something is shown of a submitted attempt at <paramref name="now"/>.</summary>
    public bool Shows(Disclosure when, DateTimeOffset now) => Shows(when, ClosesAt, now);

    /// <summary>The same of an assessment that closes at <paramref name="closesAt"/>.</summary>
    public static bool Shows(Disclosure when, DateTimeOffset? closesAt, DateTimeOffset now) => when switch
    {
        Disclosure.AfterSubmit => true,
        Disclosure.AfterClose => now >= closesAt,
        _ => false,
    };

    /// <summary>The result of several scores, oldest first; null for none.</summary>
    public static decimal? ResultOf(AttemptScoring scoring, IReadOnlyList<decimal> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return scores.Count == 0 ? null : scoring switch
        {
            AttemptScoring.Best => scores.Max(),
            AttemptScoring.Latest => scores[^1],
            _ => Math.Round(scores.Average(), 2),
        };
    }

    internal static Assessment Of(Guid courseId, AssessmentContent content, DateTimeOffset now) => new()
    {
        Id = OrderedId.At(now),
        CourseId = courseId,
        Title = content.Title,
        Instructions = content.Instructions,
        Status = content.Status,
        PassMark = content.PassMark,
        AttemptsLimit = content.AttemptsLimit,
        TimeLimitSeconds = content.TimeLimitSeconds,
        GraceSeconds = content.GraceSeconds,
        OpensAt = content.OpensAt,
        ClosesAt = content.ClosesAt,
        ShuffleQuestions = content.ShuffleQuestions,
        ShuffleAnswers = content.ShuffleAnswers,
        ShowScore = content.ShowScore,
        ShowFeedback = content.ShowFeedback,
        ShowAnswers = content.ShowAnswers,
        Scoring = content.Scoring,
        CreatedAt = now,
        UpdatedAt = now,
    };

    internal void Become(AssessmentContent content, DateTimeOffset now)
    {
        Title = content.Title;
        Instructions = content.Instructions;
        Status = content.Status;
        PassMark = content.PassMark;
        AttemptsLimit = content.AttemptsLimit;
        TimeLimitSeconds = content.TimeLimitSeconds;
        GraceSeconds = content.GraceSeconds;
        OpensAt = content.OpensAt;
        ClosesAt = content.ClosesAt;
        ShuffleQuestions = content.ShuffleQuestions;
        ShuffleAnswers = content.ShuffleAnswers;
        ShowScore = content.ShowScore;
        ShowFeedback = content.ShowFeedback;
        ShowAnswers = content.ShowAnswers;
        Scoring = content.Scoring;
        UpdatedAt = now;
        Version++;
    }
}

/// <summary>A place in an assessment: one question, or so many drawn from a bank.</summary>
public sealed class AssessmentItem
{
    public const int DrawMax = 200;

    public required Guid Id { get; init; }
    public required Guid AssessmentId { get; init; }

    /// <summary>From 0.</summary>
    public required int Position { get; init; }

    /// <summary>The question; null for a pool.</summary>
    public Guid? QuestionId { get; init; }

    /// <summary>The pool's bank.</summary>
    public Guid? BankId { get; init; }

    /// <summary>The pool's <see cref="CategoryPath"/>, with everything below it; null for the whole bank.</summary>
    public string? Category { get; init; }

    /// <summary>The pool's questions have all of these.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>How many are drawn.</summary>
    public int? Draw { get; init; }

    /// <summary>What each is worth; null for what its question says.</summary>
    public decimal? Points { get; init; }

    internal static AssessmentItem Of(Guid assessmentId, int position, NewItem item, DateTimeOffset now) => new()
    {
        Id = OrderedId.At(now),
        AssessmentId = assessmentId,
        Position = position,
        QuestionId = item.QuestionId,
        BankId = item.BankId,
        Category = item.Category is { } category ? CategoryPath.Normalize(category) : null,
        Tags = [.. item.Tags.Select(tag => tag.Trim().ToLowerInvariant())],
        Draw = item.Draw,
        Points = item.Points,
    };
}
