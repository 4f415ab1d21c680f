using LearningPlatform.Core.Assessments.Grading;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Attempts;

public enum AttemptStatus
{
    Running,

    /// <summary>Submitted; something in it waits for a person's grade.</summary>
    AwaitingGrade,

    Scored,
}

/// <summary>An attempt in a list.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="UserId">The learner.</param>
/// <param name="Number">From 1.</param>
/// <param name="Status">running, awaiting_grade or scored.</param>
/// <param name="StartedAt">UTC, by the server's clock.</param>
/// <param name="EndsAt">UTC; null without a limit.</param>
/// <param name="SubmittedAt">UTC.</param>
/// <param name="SubmittedBy">learner or timeout.</param>
/// <param name="Score">In percent; null until it may be seen.</param>
/// <param name="Passed">Whether this score reaches the pass mark; null with <paramref name="Score"/>.</param>
public sealed record AttemptSummary(
    Guid Id,
    Guid AssessmentId,
    Guid UserId,
    int Number,
    AttemptStatus Status,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset? SubmittedAt,
    SubmittedBy? SubmittedBy,
    decimal? Score,
    bool? Passed)
{
    internal static AttemptSummary Of(Attempt attempt, decimal passMark, bool showScore) => new(
        attempt.Id,
        attempt.AssessmentId,
        attempt.UserId,
        attempt.Number,
        attempt switch
        {
            { SubmittedAt: null } => AttemptStatus.Running,
            { Score: null } => AttemptStatus.AwaitingGrade,
            _ => AttemptStatus.Scored,
        },
        attempt.StartedAt,
        attempt.EndsAt,
        attempt.SubmittedAt,
        attempt.SubmittedBy,
        showScore ? attempt.Score : null,
        showScore ? attempt.Score >= passMark : null);
}

/// <summary>A question of an attempt, with as much of what it gave as may be seen.</summary>
/// <param name="Question">As the learner sees it, with their answer.</param>
/// <param name="Points">What the answer gave; null until it may be seen.</param>
/// <param name="Feedback">What the author says to this answer.</param>
/// <param name="GeneralFeedback">What the author says to every answer.</param>
/// <param name="Solution">An answer with all the points.</param>
/// <param name="Grade">An essay's.</param>
public sealed record AttemptQuestionView(
    QuestionView Question,
    decimal? Points = null,
    IReadOnlyList<RichText>? Feedback = null,
    RichText? GeneralFeedback = null,
    Answer? Solution = null,
    EssayGrade? Grade = null)
{
    internal static AttemptQuestionView Of(AttemptQuestion question, Attempt attempt, bool shuffle, Shown shown)
    {
        var order = new PartOrder(SplitMix64.SeedFor(attempt.Seed, question.QuestionId), shuffle);
        var view = QuestionView.Of(question.QuestionId, question.Shown, question.Points, order) with { Answer = question.Answer };
        return new(
            view,
            shown.Score ? Math.Round(question.Points * question.Fraction.GetValueOrDefault(), 2) : null,
            shown.Feedback ? question.Key.Body.FeedbackFor(question.Answer) : null,
            shown.Feedback ? question.Key.GeneralFeedback : null,
            shown.Answers ? question.Key.Body.Solution : null,
            // A person's comment goes with the feedback, their points with the score.
            question.Grade is null ? null : new(
                shown.Score ? question.Grade.Criteria : null,
                shown.Score ? question.Grade.Percent : null,
                shown.Feedback ? question.Grade.Comment : null));
    }
}

/// <summary>What may be seen of a submitted attempt.</summary>
internal readonly record struct Shown(bool Score, bool Feedback, bool Answers)
{
    public static readonly Shown Everything = new(true, true, true);

    public static Shown ToLearner(Assessment assessment, Attempt attempt, DateTimeOffset now) => attempt.SubmittedAt is null
        ? default
        : new(
            assessment.Shows(assessment.ShowScore, now),
            assessment.Shows(assessment.ShowFeedback, now),
            assessment.Shows(assessment.ShowAnswers, now));
}

/// <summary>An attempt with its questions: the paper while it runs, what became of it afterwards.</summary>
/// <param name="Attempt">Its summary.</param>
/// <param name="MaxPoints">Of all its questions.</param>
/// <param name="Points">Null until they may be seen.</param>
/// <param name="Sequence">That of the answers saved last; the next save needs a higher one.</param>
/// <param name="ServerTime">UTC: what <c>ends_at</c> is to be compared with.</param>
/// <param name="Questions">In the attempt's order.</param>
public sealed record AttemptView(
    AttemptSummary Attempt,
    decimal MaxPoints,
    decimal? Points,
    long Sequence,
    DateTimeOffset ServerTime,
    IReadOnlyList<AttemptQuestionView> Questions);

/// <summary>A learner's result in an assessment, over all of their attempts.</summary>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="Scoring">best, latest or average.</param>
/// <param name="PassMark">In percent.</param>
/// <param name="Score">In percent; null until it is there and may be seen.</param>
/// <param name="Passed">Whether it reaches the pass mark; null with <paramref name="Score"/>.</param>
/// <param name="Attempts">Oldest first.</param>
/// <param name="Latest">The attempt submitted last, with its questions; null for none.</param>
public sealed record AssessmentResult(
    Guid AssessmentId,
    AttemptScoring Scoring,
    decimal PassMark,
    decimal? Score,
    bool? Passed,
    IReadOnlyList<AttemptSummary> Attempts,
    AttemptView? Latest);

/// <summary>A score that a person gave or changed.</summary>
public sealed record ScoreChangeView(
    Guid Id,
    Guid AttemptId,
    Guid? QuestionId,
    string Kind,
    decimal? OldScore,
    decimal? NewScore,
    string Reason,
    Guid? ChangedBy,
    DateTimeOffset ChangedAt);

/// <summary>What an attempt would look like, for authors: nothing is stored.</summary>
public sealed record Preview(IReadOnlyList<AttemptQuestionView> Questions);
