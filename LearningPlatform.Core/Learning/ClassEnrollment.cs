using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Learning;

/// <summary>Somebody whom a teacher enrols: an account, or an address.</summary>
public sealed record ClassMember(Guid? UserId, string? Email);

/// <summary>What became of one of them.</summary>
/// <param name="Line">From 0, in the order of the request.</param>
/// <param name="Status">enrolled or refused.</param>
/// <param name="EnrollmentId">Of who is enrolled now.</param>
/// <param name="Code">Why not, as in failures.</param>
/// <param name="Message">Why not, in words.</param>
public sealed record ClassLine(int Line, string Status, Guid? EnrollmentId, string? Code, string? Message);

/// <summary>Teachers enrol people: every line by itself, so that one refusal leaves the others enrolled.</summary>
public sealed class ClassEnrollment(LearningDbContext db, NpgsqlDataSource database, Enrollments enrollments, TimeProvider time)
{
    public const int MaxMembers = 200;

    public async Task<IReadOnlyList<ClassLine>> EnrollAsync(
        Guid courseId, IReadOnlyList<ClassMember> members, Guid? cohortId, CancellationToken cancellationToken)
    {
        var (ids, emails) = await AccountsAsync(members, cancellationToken);
        var lines = new List<ClassLine>(members.Count);
        foreach (var member in members)
        {
            var email = member.Email is null ? null : Email.Normalize(member.Email);
            var userId = email is null ? member.UserId : emails.TryGetValue(email, out var account) ? account : null;
            var outcome = userId is { } id && !ids.Contains(id)
                ? LearningFailures.PersonNotFound
                : await enrollments.EnrollAsync(
                    courseId, new(userId, userId is null ? email : null), new(Admission.Teacher, cohortId), cancellationToken);
            lines.Add(outcome.TryGet(out var enrollment, out var failure)
                ? new(lines.Count, "enrolled", enrollment.Id, null, null)
                : new(lines.Count, "refused", null, failure.Code, failure.Message));
        }

        return lines;
    }

    /// <summary>Moves an enrolment into another cohort of the course, or out of all.</summary>
    public async Task<Failure?> MoveAsync(Guid courseId, Guid enrollmentId, Guid? cohortId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "update enrollments set cohort_id = $3, updated_at = $4 where id = $2 and course_id = $1",
            courseId, enrollmentId, cohortId, time.GetUtcNow());
        try
        {
            return await command.ExecuteNonQueryAsync(cancellationToken) > 0 ? null : LearningFailures.EnrollmentNotFound;
        }
        catch (PostgresException exception) when (exception.ConstraintName == "enrollments_cohort")
        {
            return LearningFailures.CohortNotFound;
        }
    }

    /// <summary>The accounts that the lines mean: all known ids, and the accounts that have proved their address.</summary>
    private async Task<(HashSet<Guid> Ids, Dictionary<string, Guid?> Emails)> AccountsAsync(
        IReadOnlyList<ClassMember> members, CancellationToken cancellationToken)
    {
        var ids = members.Where(member => member.UserId is not null).Select(member => member.UserId!.Value).ToArray();
        var emails = members.Where(member => member.Email is not null).Select(member => Email.Normalize(member.Email!)).ToArray();
        var accounts = await db.Users.AsNoTracking()
            .Where(user => ids.Contains(user.Id) || (emails.Contains(user.Email) && user.EmailVerifiedAt != null))
            .Select(user => new { user.Id, user.Email })
            .ToListAsync(cancellationToken);
        return (
            [.. accounts.Select(account => account.Id)],
            accounts.ToDictionary(account => account.Email, account => (Guid?)account.Id, StringComparer.Ordinal));
    }
}
