using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Learning.Labs;

/// <summary>What an author says of a lab. A step without a known id is a new one.</summary>
public sealed record LabContent(
    string Title,
    string Description,
    LabStatus Status,
    IReadOnlyList<LabStep> Steps,
    LabVerification Verification,
    string[] Skills,
    int? EstimatedMinutes);

/// <summary>Creates and changes labs, for those who may teach their course; others hear what <see cref="CourseTeachers"/> says.</summary>
public sealed class LabAuthoring(LearningDbContext db, CourseTeachers teachers, CourseMaps maps, TimeProvider time)
{
    private const int MaxPerCourse = 500;

    private static readonly Failure TooMany = Failure.Conflict("TOO_MANY_LABS", $"A course has at most {MaxPerCourse} labs.");

    /// <summary>The lab, for a teacher of its course: 404 for who may not know of it.</summary>
    public async Task<Outcome<Lab>> FindAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var lab = await db.Set<Lab>().FirstOrDefaultAsync(lab => lab.Id == id, cancellationToken);
        return lab is null ? LabFailures.NotFound
            : await teachers.RefuseAsync(lab.CourseId, caller, cancellationToken) is { } failure
                ? failure.Kind == FailureKind.NotFound ? LabFailures.NotFound : failure
                : lab;
    }

    public async Task<Outcome<Lab>> CreateAsync(Guid courseId, LabContent content, Caller author, CancellationToken cancellationToken)
    {
        if (await teachers.RefuseAsync(courseId, author, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await db.Set<Lab>().CountAsync(lab => lab.CourseId == courseId, cancellationToken) >= MaxPerCourse)
        {
            return TooMany;
        }

        var now = time.GetUtcNow();
        var lab = new Lab
        {
            Id = OrderedId.At(now),
            CourseId = courseId,
            Title = content.Title,
            Description = content.Description,
            CreatedAt = now,
            UpdatedAt = now,
        };
        Apply(lab, content);
        db.Add(lab);
        await db.SaveChangesAsync(cancellationToken);
        return lab;
    }

    public async Task<Outcome<Lab>> UpdateAsync(
        Guid id, LabContent content, Caller author, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(id, author, cancellationToken)).TryGet(out var lab, out var failure)
            || (failure = precondition(lab.Version)) is not null)
        {
            return failure;
        }

        Apply(lab, content);
        lab.UpdatedAt = time.GetUtcNow();
        lab.Version++;
        return await db.SaveIfCurrentAsync(cancellationToken) is { } stale ? stale : lab;
    }

    /// <summary>Deletes a lab with its attempts, unless a lesson needs it. XP that it gave stays.</summary>
    public async Task<Failure?> DeleteAsync(Guid id, Caller author, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(id, author, cancellationToken)).TryGet(out var lab, out var failure)
            || (failure = precondition(lab.Version)) is not null)
        {
            return failure;
        }

        if ((await maps.LessonsOfAsync(id, cancellationToken)).Count > 0)
        {
            return LabFailures.InUse;
        }

        db.Remove(lab);
        return await db.SaveIfCurrentAsync(cancellationToken);
    }

    /// <summary>Steps that were there keep their ids: evidence handed in before stays readable.</summary>
    private void Apply(Lab lab, LabContent content)
    {
        var known = lab.Steps.Select(step => step.Id).ToHashSet();
        var used = new HashSet<Guid>();
        (lab.Title, lab.Description, lab.Status) = (content.Title, content.Description, content.Status);
        (lab.Verification, lab.Skills, lab.EstimatedMinutes) = (content.Verification, content.Skills, content.EstimatedMinutes);
        lab.Steps =
        [
            .. content.Steps.Select(step =>
                known.Contains(step.Id) && used.Add(step.Id) ? step : step with { Id = OrderedId.At(time.GetUtcNow()) }),
        ];
    }
}
