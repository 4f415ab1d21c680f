using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Assessments;

/// <summary>How edits of assessments and questions are saved.</summary>
internal static class AssessmentSaving
{
    /// <summary>Saves an edit; 412 for the second of two at once, which finds its row changed or its version's or place's number taken.</summary>
    public static async Task<Failure?> SaveEditAsync(this LearningDbContext db, CancellationToken cancellationToken)
    {
        try
        {
            return await db.SaveIfCurrentAsync(cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Failure.Stale();
        }
    }
}
