using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Assessments;

/// <summary>An item as its author describes it: a question, or a pool.</summary>
public sealed record NewItem(Guid? QuestionId, Guid? BankId, string? Category, IReadOnlyList<string> Tags, int? Draw, decimal? Points);

/// <summary>
/// Makes and changes assessments. Attempts keep the questions that they were given; a change of dates and limits is for attempts that
/// start after it.
/// </summary>
public sealed class AssessmentAuthoring(LearningDbContext db, CourseTeachers teachers, QuestionBanks banks, TimeProvider time)
{
    public async Task<Outcome<Guid>> CreateAsync(
        Guid courseId, AssessmentContent content, IReadOnlyList<NewItem> items, Caller caller, CancellationToken cancellationToken)
    {
        if ((await teachers.RefuseAsync(courseId, caller, cancellationToken)
            ?? await RefuseItemsAsync(courseId, items, caller, cancellationToken)) is { } failure)
        {
            return failure;
        }

        var assessment = Assessment.Of(courseId, content, time.GetUtcNow());
        db.Add(assessment);
        AddItems(assessment.Id, items);
        return await db.SaveEditAsync(cancellationToken) ?? (Outcome<Guid>)assessment.Id;
    }

    /// <summary>Replaces everything but the course.</summary>
    public async Task<Outcome<Guid>> UpdateAsync(
        Guid id,
        AssessmentContent content,
        IReadOnlyList<NewItem> items,
        Caller caller,
        Func<int, Failure?> precondition,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(precondition);
        if (!(await FindAsync(id, caller, cancellationToken)).TryGet(out var assessment, out var failure)
            || (failure = precondition(assessment.Version)
                ?? await RefuseItemsAsync(assessment.CourseId, items, caller, cancellationToken)) is not null)
        {
            return failure;
        }

        assessment.Become(content, time.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Set<AssessmentItem>().Where(item => item.AssessmentId == id).ExecuteDeleteAsync(cancellationToken);
        AddItems(id, items);
        if (await db.SaveEditAsync(cancellationToken) is { } refused)
        {
            return refused;
        }

        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    /// <summary>Deletes an assessment that nobody has taken.</summary>
    public async Task<Failure?> DeleteAsync(Guid id, Caller caller, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(precondition);
        if (!(await FindAsync(id, caller, cancellationToken)).TryGet(out var assessment, out var failure)
            || (failure = precondition(assessment.Version)) is not null)
        {
            return failure;
        }

        // One statement: an attempt that starts at this moment waits for it, or keeps the assessment.
        return await db.Database.ExecuteSqlAsync(
            $"""
            with doomed as (select id from assessments where id = {id} for update)
            delete from assessments using doomed
            where assessments.id = doomed.id and not exists (select from attempts where assessment_id = {id})
            """,
            cancellationToken) > 0 ? null : AssessmentFailures.HasAttempts;
    }

    /// <summary>The assessment for one of its course's teachers; nobody else hears more than that it is not theirs.</summary>
    public async Task<Outcome<Assessment>> FindAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var assessment = await db.Set<Assessment>().FirstOrDefaultAsync(assessment => assessment.Id == id, cancellationToken);
        if (assessment is null)
        {
            return AssessmentFailures.NotFound;
        }

        return await teachers.RefuseAsync(assessment.CourseId, caller, cancellationToken) switch
        {
            null => assessment,
            { Kind: FailureKind.Forbidden } notYours when assessment.Status == AssessmentStatus.Published => notYours,
            _ => AssessmentFailures.NotFound,
        };
    }

    /// <summary>Questions and pools come from the course's own banks or from the author's own.</summary>
    private async Task<Failure?> RefuseItemsAsync(
        Guid courseId, IReadOnlyList<NewItem> items, Caller caller, CancellationToken cancellationToken)
    {
        var questionIds = items.Select(item => item.QuestionId).OfType<Guid>().ToList();
        var bankOf = await db.Set<BankQuestion>().Where(question => questionIds.Contains(question.Id))
            .ToDictionaryAsync(question => question.Id, question => question.BankId, cancellationToken);
        if (questionIds.Find(id => !bankOf.ContainsKey(id)) is { } missing && missing != Guid.Empty)
        {
            return Failure.Invalid("items", $"There is no question {missing}.");
        }

        foreach (var bankId in bankOf.Values.Concat(items.Select(item => item.BankId).OfType<Guid>()).Distinct())
        {
            if (!(await banks.FindAsync(bankId, caller, cancellationToken)).TryGet(out var bank, out _)
                || (bank.CourseId is { } other && other != courseId))
            {
                return Failure.Invalid("items", $"The bank {bankId} is not one of this course or your own.");
            }
        }

        return null;
    }

    private void AddItems(Guid assessmentId, IReadOnlyList<NewItem> items) =>
        db.AddRange(items.Select((item, position) => AssessmentItem.Of(assessmentId, position, item, time.GetUtcNow())));
}
