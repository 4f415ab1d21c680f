using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;

namespace LearningPlatform.Core.Learning;

/// <summary>
/// Learners who take a course at the same time. Before its start they see the outline only; after its end they can read, and nothing they
/// do counts.
/// </summary>
public sealed class Cohort : IVersioned
{
    public const int NameMaxLength = 200;

    public required Guid Id { get; init; }
    public required Guid CourseId { get; init; }

    /// <summary>Once in a course.</summary>
    public required string Name { get; set; }

    public required DateTimeOffset StartsAt { get; set; }

    /// <summary>Null for a cohort without an end.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public int Version { get; set; } = 1;
}

/// <summary>What teachers say of a cohort.</summary>
public sealed record CohortContent(string Name, DateTimeOffset StartsAt, DateTimeOffset? EndsAt);

/// <summary>A course's cohorts; who may teach the course is checked before.</summary>
public sealed class Cohorts(LearningDbContext db, TimeProvider time)
{
    private const int MaxPerCourse = 500;

    private static readonly Failure TooMany = Failure.Conflict("TOO_MANY_COHORTS", $"A course has at most {MaxPerCourse} cohorts.");

    /// <summary>By start.</summary>
    public Task<List<Cohort>> ListAsync(Guid courseId, CancellationToken cancellationToken) =>
        db.Set<Cohort>().AsNoTracking().Where(cohort => cohort.CourseId == courseId).OrderBy(cohort => cohort.StartsAt)
            .ThenBy(cohort => cohort.Id).ToListAsync(cancellationToken);

    public async Task<Outcome<Cohort>> CreateAsync(Guid courseId, CohortContent content, CancellationToken cancellationToken)
    {
        if (await db.Set<Cohort>().CountAsync(cohort => cohort.CourseId == courseId, cancellationToken) >= MaxPerCourse)
        {
            return TooMany;
        }

        var now = time.GetUtcNow();
        var cohort = new Cohort
        {
            Id = OrderedId.At(now),
            CourseId = courseId,
            Name = content.Name,
            StartsAt = content.StartsAt,
            EndsAt = content.EndsAt,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(cohort);
        return await SaveAsync(cohort, cancellationToken);
    }

    public async Task<Outcome<Cohort>> UpdateAsync(
        Guid courseId, Guid cohortId, CohortContent content, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        var cohort = await FindAsync(courseId, cohortId, cancellationToken);
        if (cohort is null || precondition(cohort.Version) is not null)
        {
            return cohort is null ? LearningFailures.CohortNotFound : Failure.Stale();
        }

        (cohort.Name, cohort.StartsAt, cohort.EndsAt) = (content.Name, content.StartsAt, content.EndsAt);
        cohort.UpdatedAt = time.GetUtcNow();
        cohort.Version++;
        return await SaveAsync(cohort, cancellationToken);
    }

    /// <summary>Deletes a cohort that has no members.</summary>
    public async Task<Failure?> DeleteAsync(
        Guid courseId, Guid cohortId, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        var cohort = await FindAsync(courseId, cohortId, cancellationToken);
        if (cohort is null || precondition(cohort.Version) is not null)
        {
            return cohort is null ? LearningFailures.CohortNotFound : Failure.Stale();
        }

        db.Remove(cohort);
        return (await SaveAsync(cohort, cancellationToken)).Failure;
    }

    private Task<Cohort?> FindAsync(Guid courseId, Guid cohortId, CancellationToken cancellationToken) =>
        db.Set<Cohort>().FirstOrDefaultAsync(cohort => cohort.Id == cohortId && cohort.CourseId == courseId, cancellationToken);

    private async Task<Outcome<Cohort>> SaveAsync(Cohort cohort, CancellationToken cancellationToken)
    {
        try
        {
            return await db.SaveIfCurrentAsync(cancellationToken) is { } stale ? stale : cohort;
        }
        catch (DbUpdateException exception) when (RefusalBy((exception.InnerException as PostgresException)?.ConstraintName) is { } refusal)
        {
            return refusal;
        }
    }

    private static Failure? RefusalBy(string? constraint) => constraint switch
    {
        "cohorts_name" => LearningFailures.CohortNameTaken,
        "enrollments_cohort" => LearningFailures.CohortNotEmpty,
        "cohorts_course_id_fkey" => LearningFailures.CourseNotFound,
        _ => null,
    };
}

internal sealed class CohortModel : IEntityTypeConfiguration<Cohort>
{
    public void Configure(EntityTypeBuilder<Cohort> builder)
    {
        builder.ToTable("cohorts");
        builder.Property(cohort => cohort.Version).IsConcurrencyToken();
    }
}
