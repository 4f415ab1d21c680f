using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LearningPlatform.Core.Catalog;

internal sealed class CourseModel : IEntityTypeConfiguration<Course>
{
    public void Configure(EntityTypeBuilder<Course> builder)
    {
        builder.Property(course => course.Version).IsConcurrencyToken();
        builder.HasMany(course => course.Modules).WithOne().HasForeignKey(module => module.CourseId);
        // Written by the enrolment statement and by Workers; an author's save must not put an old count back.
        builder.Property(course => course.SeatsTaken).ValueGeneratedOnAddOrUpdate();
        builder.Property(course => course.Popularity).ValueGeneratedOnAddOrUpdate();
    }
}

internal sealed class CourseModuleModel : IEntityTypeConfiguration<CourseModule>
{
    public void Configure(EntityTypeBuilder<CourseModule> builder)
    {
        builder.HasMany(module => module.Lessons).WithOne().HasForeignKey(lesson => lesson.ModuleId);
        builder.HasQueryFilter(module => module.RemovedAt == null);
    }
}

internal sealed class LessonModel : IEntityTypeConfiguration<Lesson>
{
    public void Configure(EntityTypeBuilder<Lesson> builder) => builder.HasQueryFilter(lesson => lesson.RemovedAt == null);
}

internal sealed class CourseInstructorModel : IEntityTypeConfiguration<CourseInstructor>
{
    public void Configure(EntityTypeBuilder<CourseInstructor> builder) =>
        builder.HasKey(instructor => new { instructor.CourseId, instructor.UserId });
}
