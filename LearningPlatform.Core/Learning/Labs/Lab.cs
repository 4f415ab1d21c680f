using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LearningPlatform.Core.Learning.Labs;

public enum LabStatus
{
    /// <summary>Seen by the course's teachers only.</summary>
    Draft,
    Published,
}

/// <summary>Who says that a lab is done.</summary>
public enum LabVerification
{
    /// <summary>The learner: complete evidence is enough.</summary>
    None,
    Instructor,

    /// <summary>A checker outside the platform, by a signed webhook.</summary>
    Webhook,
}

/// <summary>What a step is to be shown by.</summary>
public enum EvidenceKind
{
    None,
    Text,
    Link,
    File,
}

/// <summary>One thing to do in a lab.</summary>
/// <param name="Id">Stays when the lab is edited; evidence refers to it.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Instructions">Markdown, at most 10,000 characters.</param>
/// <param name="Evidence">What is expected of the learner.</param>
/// <param name="Required">Whether the lab can be handed in without it.</param>
public sealed record LabStep(Guid Id, string Title, string Instructions, EvidenceKind Evidence, bool Required);

/// <summary>Practical work in a course (document 1).</summary>
public sealed class Lab : IVersioned
{
    public const int TitleMaxLength = 200;
    public const int DescriptionMaxLength = 20_000;
    public const int InstructionsMaxLength = 10_000;
    public const int StepsMaxCount = 50;
    public const int MinutesMax = 10_000;

    public required Guid Id { get; init; }
    public required Guid CourseId { get; init; }
    public required string Title { get; set; }

    /// <summary>Markdown.</summary>
    public required string Description { get; set; }

    public LabStatus Status { get; set; }

    /// <summary>In order.</summary>
    public IReadOnlyList<LabStep> Steps { get; set; } = [];

    public LabVerification Verification { get; set; }

    /// <summary>What it trains: lower-case words.</summary>
    public string[] Skills { get; set; } = [];

    public int? EstimatedMinutes { get; set; }

    /// <summary>Encrypted; null until one was made.</summary>
    public byte[]? WebhookSecret { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public int Version { get; set; } = 1;
}

/// <summary>JSON of what labs and attempts keep in columns of their own.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<LabStep>))]
[JsonSerializable(typeof(IReadOnlyList<StepEvidence>))]
[JsonSerializable(typeof(List<LabPart>))]
internal sealed partial class LabJson : JsonSerializerContext;

internal sealed class LabModel : IEntityTypeConfiguration<Lab>
{
    public void Configure(EntityTypeBuilder<Lab> builder)
    {
        builder.ToTable("labs");
        builder.Property(lab => lab.Version).IsConcurrencyToken();
        builder.Property(lab => lab.Status).HasConversion<LowerCaseEnum<LabStatus>>();
        builder.Property(lab => lab.Verification).HasConversion<LowerCaseEnum<LabVerification>>();
        builder.Property(lab => lab.Steps).HasColumnType("jsonb").HasConversion(
            steps => JsonSerializer.Serialize(steps, LabJson.Default.IReadOnlyListLabStep),
            text => JsonSerializer.Deserialize(text, LabJson.Default.IReadOnlyListLabStep)!,
            new ValueComparer<IReadOnlyList<LabStep>>(
                (one, other) => one!.SequenceEqual(other!), steps => steps.Count, steps => steps.ToList()));
    }
}
