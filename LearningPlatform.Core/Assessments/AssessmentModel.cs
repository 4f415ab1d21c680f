using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LearningPlatform.Core.Assessments;

internal sealed class AssessmentModel : IEntityTypeConfiguration<Assessment>
{
    public void Configure(EntityTypeBuilder<Assessment> builder)
    {
        builder.ToTable("assessments");
        builder.Property(assessment => assessment.Version).IsConcurrencyToken();
        builder.Property(assessment => assessment.Status).HasConversion<LowerCaseEnum<AssessmentStatus>>();
        builder.Property(assessment => assessment.ShowScore).HasConversion<LowerCaseEnum<Disclosure>>();
        builder.Property(assessment => assessment.ShowFeedback).HasConversion<LowerCaseEnum<Disclosure>>();
        builder.Property(assessment => assessment.ShowAnswers).HasConversion<LowerCaseEnum<Disclosure>>();
        builder.Property(assessment => assessment.Scoring).HasConversion<LowerCaseEnum<AttemptScoring>>();
        builder.HasMany(assessment => assessment.Items).WithOne().HasForeignKey(item => item.AssessmentId);
    }
}

internal sealed class AssessmentItemModel : IEntityTypeConfiguration<AssessmentItem>
{
    public void Configure(EntityTypeBuilder<AssessmentItem> builder) => builder.ToTable("assessment_items");
}
