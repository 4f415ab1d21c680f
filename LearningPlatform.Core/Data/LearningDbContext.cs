using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Data;

/// <summary>
/// The relational data. The schema is the SQL files' (Data/Migrations), never generated from here; what EF must know beyond the names'
/// rule (snake_case) stands in each module's <see cref="IEntityTypeConfiguration{TEntity}"/>.
/// </summary>
public sealed class LearningDbContext(DbContextOptions<LearningDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<UserProfile> UserProfiles => Set<UserProfile>();
    public DbSet<Course> Courses => Set<Course>();
    public DbSet<CourseModule> CourseModules => Set<CourseModule>();
    public DbSet<Lesson> Lessons => Set<Lesson>();
    public DbSet<CourseInstructor> CourseInstructors => Set<CourseInstructor>();
    public DbSet<Enrollment> Enrollments => Set<Enrollment>();
    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    /// <summary>
    /// Saves what has changed; 412 and nothing of it when somebody else has changed or removed a row meanwhile that counts its versions.
    /// </summary>
    public async Task<Failure?> SaveIfCurrentAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Failure.Stale();
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(LearningDbContext).Assembly);
        modelBuilder.UseSnakeCaseNames();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Role>().HaveConversion<LowerCaseEnum<Role>>();
        configurationBuilder.Properties<Difficulty>().HaveConversion<LowerCaseEnum<Difficulty>>();
        configurationBuilder.Properties<CourseStatus>().HaveConversion<LowerCaseEnum<CourseStatus>>();
        configurationBuilder.Properties<CompletionRule>().HaveConversion<LowerCaseEnum<CompletionRule>>();
        configurationBuilder.Properties<LessonKind>().HaveConversion<LowerCaseEnum<LessonKind>>();
    }
}
