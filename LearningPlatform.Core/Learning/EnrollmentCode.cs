using System.Security.Cryptography;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;

namespace LearningPlatform.Core.Learning;

/// <summary>Lets those in who have it.</summary>
public sealed class EnrollmentCode
{
    public const int MaxUsesLimit = 1_000_000;

    // Crockford's alphabet: nothing that is misread or mistyped for another. Ten of them are 50 random bits.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 10;

    public required Guid Id { get; init; }
    public required Guid CourseId { get; init; }

    /// <summary>Once on the platform.</summary>
    public required string Code { get; set; }

    /// <summary>The cohort that it leads into.</summary>
    public Guid? CohortId { get; init; }

    public int? MaxUses { get; init; }
    public int Uses { get; set; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static string NewCode() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>As it was meant: however it was spaced, and with the letters that look like digits read as digits.</summary>
    public static string Normalize(string typed) => typed.Trim().ToUpperInvariant()
        .Replace("-", "", StringComparison.Ordinal)
        .Replace(" ", "", StringComparison.Ordinal)
        .Replace('O', '0').Replace('I', '1').Replace('L', '1');
}

/// <summary>A course's codes; who may teach the course is checked before.</summary>
public sealed class EnrollmentCodes(LearningDbContext db, TimeProvider time)
{
    private const int MaxPerCourse = 200;

    private static readonly Failure TooMany = Failure.Conflict("TOO_MANY_CODES", $"A course has at most {MaxPerCourse} codes.");

    private static readonly Failure Revoked = Failure.Conflict("CODE_REVOKED", "This code was revoked; make a new one.");

    /// <summary>Newest first, revoked ones, too.</summary>
    public Task<List<EnrollmentCode>> ListAsync(Guid courseId, CancellationToken cancellationToken) =>
        db.Set<EnrollmentCode>().AsNoTracking().Where(code => code.CourseId == courseId).OrderByDescending(code => code.Id)
            .ToListAsync(cancellationToken);

    public async Task<Outcome<EnrollmentCode>> CreateAsync(
        Guid courseId, int? maxUses, DateTimeOffset? expiresAt, Guid? cohortId, CancellationToken cancellationToken)
    {
        if (await db.Set<EnrollmentCode>().CountAsync(code => code.CourseId == courseId, cancellationToken) >= MaxPerCourse)
        {
            return TooMany;
        }

        var now = time.GetUtcNow();
        var code = new EnrollmentCode
        {
            Id = OrderedId.At(now),
            CourseId = courseId,
            Code = EnrollmentCode.NewCode(),
            CohortId = cohortId,
            MaxUses = maxUses,
            ExpiresAt = expiresAt,
            CreatedAt = now,
        };
        db.Add(code);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return code;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { ConstraintName: "enrollment_codes_cohort" })
        {
            return LearningFailures.CohortNotFound;
        }
    }

    /// <summary>Another code with the same limits in its place; its uses are counted anew, and the old one is worth nothing.</summary>
    public async Task<Outcome<EnrollmentCode>> RotateAsync(Guid courseId, Guid id, CancellationToken cancellationToken)
    {
        var code = await FindAsync(courseId, id, cancellationToken);
        if (code is not { RevokedAt: null })
        {
            return code is null ? LearningFailures.CodeNotFound : Revoked;
        }

        (code.Code, code.Uses) = (EnrollmentCode.NewCode(), 0);
        await db.SaveChangesAsync(cancellationToken);
        return code;
    }

    /// <summary>Ends a code for good; doing it again changes nothing.</summary>
    public async Task<Failure?> RevokeAsync(Guid courseId, Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(courseId, id, cancellationToken) is not { } code)
        {
            return LearningFailures.CodeNotFound;
        }

        code.RevokedAt ??= time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    /// <summary>Uses a code once, within the caller's transaction: the use counts when that commits.</summary>
    /// <returns>The course that it opens, and the cohort; null for a code that is good for nothing.</returns>
    internal static async Task<(Guid CourseId, Guid? CohortId)?> UseAsync(
        NpgsqlConnection connection, string code, Guid? courseId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            update enrollment_codes set uses = uses + 1
            where code = $1 and ($2::uuid is null or course_id = $2) and revoked_at is null
              and (expires_at is null or expires_at > $3) and (max_uses is null or uses < max_uses)
            returning course_id, cohort_id
            """,
            null, EnrollmentCode.Normalize(code), courseId, now);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetGuid(0), reader.Maybe<Guid?>(1)) : null;
    }

    private Task<EnrollmentCode?> FindAsync(Guid courseId, Guid id, CancellationToken cancellationToken) =>
        db.Set<EnrollmentCode>().FirstOrDefaultAsync(code => code.Id == id && code.CourseId == courseId, cancellationToken);
}

internal sealed class EnrollmentCodeModel : IEntityTypeConfiguration<EnrollmentCode>
{
    public void Configure(EntityTypeBuilder<EnrollmentCode> builder) => builder.ToTable("enrollment_codes");
}
