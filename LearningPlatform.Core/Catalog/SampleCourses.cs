using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Catalog;

/// <summary>The courses that a first development run starts with, from the JSON files beside this one.</summary>
public sealed class SampleCourses(LearningDbContext db, TimeProvider time)
{
    private const string Prefix = "Samples/";

    /// <summary>Adds them all in one transaction when there is no course yet; <paramref name="ownerId"/> becomes their instructor.</summary>
    /// <returns>How many were added.</returns>
    public async Task<int> LoadAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        if (await db.Courses.AnyAsync(cancellationToken))
        {
            return 0;
        }

        var now = time.GetUtcNow();
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var count = 0;
        foreach (var name in names)
        {
            await using var stream = assembly.GetManifestResourceStream(name)!;
            var sample = await JsonSerializer.DeserializeAsync(stream, SampleJson.Default.SampleCourse, cancellationToken);
            // A second apart, so that newest-first shows them in a stable order.
            db.Courses.Add(ToCourse(sample!, ownerId, now.AddSeconds(-count++)));
        }

        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        return count;
    }

    private static Course ToCourse(SampleCourse sample, Guid ownerId, DateTimeOffset at)
    {
        var course = new Course
        {
            Id = Guid.CreateVersion7(at),
            Title = sample.Title,
            Description = sample.Description,
            Difficulty = Enum.Parse<Difficulty>(sample.Difficulty, ignoreCase: true),
            Status = CourseStatus.Published,
            Tags = sample.Tags,
            Skills = sample.Skills,
            InstructorId = ownerId,
            PublishedAt = at,
            CreatedAt = at,
            UpdatedAt = at,
        };
        course.Modules.AddRange(sample.Modules.Select((module, index) => ToModule(module, index, course.Id, at)));
        return course;
    }

    private static CourseModule ToModule(SampleModule sample, int position, Guid courseId, DateTimeOffset at)
    {
        var module = new CourseModule
        {
            Id = Guid.CreateVersion7(at),
            CourseId = courseId,
            Title = sample.Title,
            Description = sample.Description,
            Position = position,
        };
        module.Lessons.AddRange(sample.Lessons.Select((lesson, index) => new Lesson
        {
            Id = Guid.CreateVersion7(at),
            ModuleId = module.Id,
            Title = lesson.Title,
            Kind = Enum.Parse<LessonKind>(lesson.Kind, ignoreCase: true),
            Content = lesson.Content,
            DurationMinutes = lesson.DurationMinutes,
            Position = index,
        }));
        return module;
    }
}

internal sealed record SampleCourse(
    string Title, string Description, string Difficulty, string[] Tags, string[] Skills, SampleModule[] Modules);

internal sealed record SampleModule(string Title, string Description, SampleLesson[] Lessons);

internal sealed record SampleLesson(string Title, string Kind, string Content, int DurationMinutes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SampleCourse))]
internal sealed partial class SampleJson : JsonSerializerContext;
