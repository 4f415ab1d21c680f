using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Assessments.Banks;

/// <summary>
/// Makes and changes banks, and says who may use one: a course's bank, whoever teaches the course; an instructor's own, that instructor
/// and admins. Nobody else may know of it.
/// </summary>
public sealed class QuestionBanks(LearningDbContext db, CourseTeachers teachers, TimeProvider time)
{
    public static readonly Failure NotFound = Failure.NotFound("QUESTION_BANK_NOT_FOUND", "There is no such question bank.");

    private static readonly Failure InUse = Failure.Conflict(
        "QUESTION_BANK_IN_USE", "Assessments or attempts have questions of this bank.");

    /// <summary>A new bank of the course, or of <paramref name="caller"/>'s own.</summary>
    public async Task<Outcome<QuestionBank>> CreateAsync(Guid? courseId, string title, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (courseId is { } course && await teachers.RefuseAsync(course, caller, cancellationToken) is { } failure)
        {
            return failure;
        }

        var now = time.GetUtcNow();
        var bank = new QuestionBank
        {
            Id = OrderedId.At(now),
            CourseId = courseId,
            OwnerId = caller.UserId,
            Title = title,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(bank);
        await db.SaveChangesAsync(cancellationToken);
        return bank;
    }

    /// <summary>
    /// The bank that imports make where there is none, of the course or of <paramref name="caller"/>'s own: imports at the same moment get
    /// the same one. Who may is asked before.
    /// </summary>
    internal Task<Guid> ForImportsAsync(Guid? courseId, string title, Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // An update that changes nothing: its row is returned, whoever made it.
        return db.Database.SqlQuery<Guid>(
            $"""
            insert into question_banks (id, course_id, owner_id, title, created_at, updated_at, for_imports)
            values ({OrderedId.At(now)}, {courseId}, {caller.UserId}, {title}, {now}, {now}, true)
            on conflict (coalesce(course_id, owner_id)) where for_imports do update set for_imports = true
            returning id as "Value"
            """).AsAsyncEnumerable().FirstAsync(cancellationToken).AsTask();
    }

    /// <summary>The bank, if <paramref name="caller"/> may use it.</summary>
    public async Task<Outcome<QuestionBank>> FindAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var bank = await db.Set<QuestionBank>().FirstOrDefaultAsync(bank => bank.Id == id, cancellationToken);
        return bank is not null && await MayUseAsync(bank, caller, cancellationToken) ? bank : NotFound;
    }

    public async Task<Outcome<QuestionBank>> RenameAsync(
        Guid id, string title, Caller caller, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(precondition);
        if (!(await FindAsync(id, caller, cancellationToken)).TryGet(out var bank, out var failure)
            || (failure = precondition(bank.Version)) is not null)
        {
            return failure;
        }

        bank.Title = title;
        bank.UpdatedAt = time.GetUtcNow();
        bank.Version++;
        return await db.SaveIfCurrentAsync(cancellationToken) is { } stale ? stale : bank;
    }

    /// <summary>Deletes the bank with its questions, as long as no assessment and no attempt has any of them.</summary>
    public async Task<Failure?> DeleteAsync(Guid id, Caller caller, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(precondition);
        if (!(await FindAsync(id, caller, cancellationToken)).TryGet(out var bank, out var failure)
            || (failure = precondition(bank.Version)) is not null)
        {
            return failure;
        }

        try
        {
            // The foreign keys decide, at the commit.
            return await db.Set<QuestionBank>().Where(other => other.Id == id).ExecuteDeleteAsync(cancellationToken) > 0 ? null : NotFound;
        }
        catch (Npgsql.PostgresException exception) when (exception.SqlState == Npgsql.PostgresErrorCodes.ForeignKeyViolation)
        {
            return InUse;
        }
    }

    private async Task<bool> MayUseAsync(QuestionBank bank, Caller caller, CancellationToken cancellationToken) =>
        bank.CourseId is { } course
            ? await teachers.MayTeachAsync(course, caller, cancellationToken)
            : caller.MayTeach && caller.Owns(bank.OwnerId);
}
