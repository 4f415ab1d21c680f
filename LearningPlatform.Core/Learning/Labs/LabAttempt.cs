using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Learning.Labs;

public enum LabAttemptStatus
{
    /// <summary>Waits for whoever verifies.</summary>
    Submitted,
    Accepted,

    /// <summary>The learner may hand in again.</summary>
    Rejected,
}

/// <summary>Evidence that was handed in, and what became of it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="LabId">The lab.</param>
/// <param name="UserId">The learner.</param>
/// <param name="Name">The learner's display name.</param>
/// <param name="Number">From 1, for each learner.</param>
/// <param name="Status">submitted, accepted or rejected.</param>
/// <param name="Evidence">What was handed in.</param>
/// <param name="Score">In percent, where one was given.</param>
/// <param name="Feedback">Of whoever verified.</param>
/// <param name="SubmittedAt">UTC.</param>
/// <param name="DecidedAt">Null while it waits.</param>
public sealed record LabAttempt(
    Guid Id,
    Guid LabId,
    Guid UserId,
    string Name,
    int Number,
    LabAttemptStatus Status,
    IReadOnlyList<StepEvidence> Evidence,
    decimal? Score,
    string? Feedback,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? DecidedAt)
{
    internal const string Columns =
        "a.id, a.lab_id, a.user_id, u.display_name, a.number, a.status, a.evidence, a.score, a.feedback, a.submitted_at, a.decided_at";

    internal static LabAttempt Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetGuid(1),
        reader.GetGuid(2),
        reader.GetString(3),
        reader.GetInt32(4),
        Enum.Parse<LabAttemptStatus>(reader.GetString(5), ignoreCase: true),
        System.Text.Json.JsonSerializer.Deserialize(reader.GetString(6), LabJson.Default.IReadOnlyListStepEvidence)!,
        reader.Maybe<decimal?>(7),
        reader.Maybe<string>(8),
        reader.Time(9),
        reader.MaybeTime(10));
}

/// <summary>What whoever verifies says of an attempt.</summary>
/// <param name="Accepted">Whether the lab is done.</param>
/// <param name="Score">0 to 100, or none.</param>
/// <param name="Feedback">At most <see cref="FeedbackMaxLength"/> characters.</param>
/// <param name="By">The instructor; null for a webhook.</param>
public sealed record LabVerdict(bool Accepted, decimal? Score, string? Feedback, Guid? By)
{
    public const int FeedbackMaxLength = 5_000;
}

/// <summary>What labs can be refused for.</summary>
public static class LabFailures
{
    public static readonly Failure NotFound = Failure.NotFound("LAB_NOT_FOUND", "There is no such lab.");
    public static readonly Failure AttemptNotFound = Failure.NotFound("ATTEMPT_NOT_FOUND", "There is no such attempt.");
    public static readonly Failure Pending = Failure.Conflict("LAB_ATTEMPT_PENDING", "Your evidence waits to be verified.");
    public static readonly Failure Completed = Failure.Conflict("LAB_ALREADY_COMPLETED", "You have completed this lab.");
    public static readonly Failure Decided = Failure.Conflict("ATTEMPT_DECIDED", "This attempt is decided already.");
    public static readonly Failure InUse = Failure.Conflict("LAB_IN_USE", "A lesson of the course refers to this lab: remove that first.");

    public static readonly Failure Exhausted = Failure.Conflict(
        "LAB_ATTEMPTS_EXHAUSTED", "You have handed in too often; ask your instructor.");

    public static readonly Failure NotForWebhook = Failure.Conflict("LAB_WITHOUT_WEBHOOK", "This lab is not verified by a webhook.");

    /// <summary>One answer for a wrong signature, an old timestamp and a lab that does not exist.</summary>
    public static readonly Failure BadSignature = new(
        FailureKind.Unauthenticated, "WEBHOOK_SIGNATURE_INVALID", "The signature or the timestamp is not valid.");
}
