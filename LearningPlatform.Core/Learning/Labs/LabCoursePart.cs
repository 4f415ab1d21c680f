using System.Text.Json;
using System.Text.Json.Nodes;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Learning.Labs;

/// <summary>A lab in a course's archive.</summary>
public sealed record LabPart(
    Guid Id,
    string? Title,
    string? Description,
    LabStatus Status,
    IReadOnlyList<LabStep?>? Steps,
    LabVerification Verification,
    string[]? Skills,
    int? EstimatedMinutes);

/// <summary>A course's labs, without what learners have done and without the webhooks' secrets.</summary>
public sealed class LabCoursePart(LearningDbContext db, TimeProvider time) : ICoursePart
{
    private const int MaxLabs = 500;

    private static readonly Failure Wrong = Failure.Invalid("labs", "Not labs as an export writes them, or beyond their limits.");

    public string Name => "labs";

    public async Task<JsonNode?> ExportAsync(Guid courseId, ISet<Guid> media, CancellationToken cancellationToken)
    {
        var labs = await db.Set<Lab>().AsNoTracking().Where(lab => lab.CourseId == courseId).OrderBy(lab => lab.Id)
            .ToListAsync(cancellationToken);
        var parts = labs
            .Select(lab => new LabPart(
                lab.Id, lab.Title, lab.Description, lab.Status, lab.Steps, lab.Verification, lab.Skills, lab.EstimatedMinutes))
            .ToList();
        return parts.Count == 0 ? null : JsonSerializer.SerializeToNode(parts, LabJson.Default.ListLabPart);
    }

    public async Task<Outcome<Dictionary<Guid, Guid>>> ImportAsync(
        JsonNode section, CoursePartTarget target, CancellationToken cancellationToken)
    {
        if (Read(section) is not { } parts)
        {
            return Wrong;
        }

        var ids = new Dictionary<Guid, Guid>();
        foreach (var part in parts)
        {
            var now = time.GetUtcNow();
            ids[part.Id] = OrderedId.At(now);
            target.Db.Add(new Lab
            {
                Id = ids[part.Id],
                CourseId = target.CourseId,
                Title = part.Title!,
                Description = part.Description!,
                Status = part.Status,
                Steps = [.. part.Steps!.Select(step => step!)],
                Verification = part.Verification,
                Skills = part.Skills!,
                EstimatedMinutes = part.EstimatedMinutes,
                CreatedAt = now,
                UpdatedAt = now,
            });
        }

        await target.Db.SaveChangesAsync(cancellationToken);
        return ids;
    }

    private static List<LabPart>? Read(JsonNode section)
    {
        try
        {
            var parts = section.Deserialize(LabJson.Default.ListLabPart);
            return parts is { Count: <= MaxLabs } && parts.TrueForAll(IsValid) && parts.DistinctBy(part => part.Id).Count() == parts.Count
                ? parts
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsValid(LabPart? part) =>
        part is { Title.Length: > 0 and <= Lab.TitleMaxLength, Description.Length: <= Lab.DescriptionMaxLength }
        && part.Steps is { Count: > 0 and <= Lab.StepsMaxCount } steps
        && steps.All(IsValid)
        && steps.DistinctBy(step => step!.Id).Count() == steps.Count
        && part.Skills is { Length: <= Course.TagsMaxCount } skills
        && skills.All(skill => skill is { Length: > 0 and <= Course.TagMaxLength } && !skill.Contains('\0', StringComparison.Ordinal))
        && part.EstimatedMinutes is null or (>= 1 and <= Lab.MinutesMax)
        && !$"{part.Title}{part.Description}".Contains('\0', StringComparison.Ordinal)
        && Enum.IsDefined(part.Status)
        && Enum.IsDefined(part.Verification);

    private static bool IsValid(LabStep? step) =>
        step is { Title.Length: > 0 and <= Lab.TitleMaxLength, Instructions.Length: <= Lab.InstructionsMaxLength }
        && Enum.IsDefined(step.Evidence)
        && !$"{step.Title}{step.Instructions}".Contains('\0', StringComparison.Ordinal);
}
