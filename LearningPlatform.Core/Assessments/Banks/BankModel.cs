using System.Text.Json;
using LearningPlatform.Core.Assessments.Questions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LearningPlatform.Core.Assessments.Banks;

internal sealed class QuestionBankModel : IEntityTypeConfiguration<QuestionBank>
{
    public void Configure(EntityTypeBuilder<QuestionBank> builder)
    {
        builder.ToTable("question_banks");
        builder.Property(bank => bank.Version).IsConcurrencyToken();
    }
}

internal sealed class BankQuestionModel : IEntityTypeConfiguration<BankQuestion>
{
    public void Configure(EntityTypeBuilder<BankQuestion> builder)
    {
        builder.ToTable("questions");
        builder.Property(question => question.Version).IsConcurrencyToken();
        builder.HasQueryFilter(question => question.RemovedAt == null);
    }
}

internal sealed class QuestionVersionModel : IEntityTypeConfiguration<QuestionVersion>
{
    public void Configure(EntityTypeBuilder<QuestionVersion> builder)
    {
        builder.ToTable("question_versions");
        builder.HasKey(version => new { version.QuestionId, version.Version });
        // No navigation: it only tells EF which row to insert first.
        builder.HasOne<BankQuestion>().WithMany().HasForeignKey(version => version.QuestionId);
        builder.Property(version => version.Content).HasColumnType("jsonb").HasConversion(
            content => JsonSerializer.Serialize(content, QuestionJson.Default.Question),
            json => JsonSerializer.Deserialize(json, QuestionJson.Default.Question)!);
    }
}
