using LearningPlatform.Core.Files;

namespace LearningPlatform.Core.Learning.Labs;

/// <summary>A learner hands in a lab: whether they may, whether the evidence is complete, then the attempt. And what was handed in.</summary>
public sealed class LabHandIn(LabQueries labs, LabAttempts attempts, Uploads uploads)
{
    public async Task<Outcome<LabAttempt>> SubmitAsync(
        Guid labId, Guid userId, IReadOnlyList<StepEvidence> evidence, CancellationToken cancellationToken)
    {
        if (await labs.FindAsync(labId, cancellationToken) is not { } lab)
        {
            return LabFailures.NotFound;
        }

        if (!(await labs.ForLearnerAsync(lab, userId, cancellationToken)).TryGet(out _, out var failure)
            || (failure = LabEvidence.Check(lab.Steps, evidence)) is not null)
        {
            return failure;
        }

        foreach (var uploadId in evidence.SelectMany(given => given.UploadIds ?? []).Distinct())
        {
            // Used by the lab, not by the attempt: the same file may be handed in again.
            if ((await uploads.ClaimAsync(uploadId, userId, UploadPurpose.Submission, labId, cancellationToken)).Failure is { } refused)
            {
                return refused;
            }
        }

        return await attempts.SubmitAsync(lab, userId, evidence, cancellationToken);
    }

    /// <summary>A link to a file of an attempt, for those who may see that attempt.</summary>
    /// <param name="labId">The lab.</param>
    /// <param name="attemptId">The attempt.</param>
    /// <param name="uploadId">One of its files.</param>
    /// <param name="onlyOf">The learner who asks; null for a teacher.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Outcome<FileLink>> LinkAsync(
        Guid labId, Guid attemptId, Guid uploadId, Guid? onlyOf, CancellationToken cancellationToken)
    {
        var attempt = await attempts.FindAsync(attemptId, labId, cancellationToken);
        return attempt is null || (onlyOf is not null && attempt.UserId != onlyOf) ? LabFailures.AttemptNotFound
            : attempt.Evidence.Any(given => given.UploadIds?.Contains(uploadId) == true)
                ? await uploads.LinkAsync(uploadId, inline: false, cancellationToken)
                : UploadFailures.NotFound;
    }
}
