using System.Text.Json.Nodes;
using LearningPlatform.Core.Catalog.Authoring;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Catalog.Archives;

/// <summary>Takes courses apart and makes new ones of what it took: for duplicates and archives.</summary>
public sealed class CoursePackages(
    LearningDbContext db, CourseDrafts drafts, Uploads uploads, IEnumerable<ICoursePart> parts, CatalogCache cache, TimeProvider time)
{
    private readonly ICoursePart[] _parts = [.. parts.OrderBy(part => part.Name, StringComparer.Ordinal)];

    /// <summary>The working copy of a course with everything that belongs to it, for its teachers.</summary>
    public async Task<Outcome<CoursePackage>> TakeAsync(Guid courseId, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await drafts.GetAsync(courseId, caller, cancellationToken)).TryGet(out var draft, out var failure))
        {
            return failure;
        }

        if (await db.Courses.AsNoTracking().FirstOrDefaultAsync(course => course.Id == courseId, cancellationToken) is not { } course)
        {
            return CourseAuthoring.NotFound;
        }

        var media = new HashSet<Guid>();
        var sections = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var part in _parts)
        {
            if (await part.ExportAsync(courseId, media, cancellationToken) is { } section)
            {
                sections[part.Name] = section;
            }
        }

        return new CoursePackage(
            CoursePackage.FormatName,
            CoursePackage.CurrentVersion,
            new(
                course.Title,
                course.Description,
                course.Difficulty,
                course.Tags,
                course.Skills,
                course.Capacity,
                course.Prerequisites,
                course.ImageKey),
            draft.Outline,
            await DescribeAsync(draft.Outline, media, cancellationToken),
            sections);
    }

    /// <summary>
    /// Makes a course, as a draft, in one transaction: everything in it has a new id. <paramref name="package"/> has media that exist here,
    /// and the key of a picture that does.
    /// </summary>
    /// <param name="package">Held to the rules already, but for the parts' sections.</param>
    /// <param name="media">What lessons and parts call a medium → the upload.</param>
    /// <param name="author">Who will own it.</param>
    /// <param name="cancellationToken">Ends the work; nothing is made then.</param>
    public async Task<Outcome<Guid>> MakeAsync(
        CoursePackage package, IReadOnlyDictionary<Guid, Guid> media, Caller author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(author);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var course = NewCourse(package.Course, author, time.GetUtcNow());
        course.Prerequisites = await KnownCoursesAsync(package.Course.Prerequisites, cancellationToken);
        db.Courses.Add(course);
        db.Outbox.Add(CourseEvents.Changed("COURSE_CREATED", course, author, course.CreatedAt));
        await db.SaveChangesAsync(cancellationToken);

        var ids = NewIds(package.Outline, media, course.CreatedAt);
        var activities = new Dictionary<Guid, Guid>();
        var target = new CoursePartTarget(course.Id, author, db, ids);
        foreach (var part in _parts.Where(part => package.Parts.ContainsKey(part.Name)))
        {
            if (!(await part.ImportAsync(package.Parts[part.Name], target, cancellationToken)).TryGet(out var made, out var failure))
            {
                return failure;
            }

            foreach (var (old, id) in made)
            {
                activities[old] = id;
            }
        }

        await AddDraftAsync(course.Id, Renamed(package.Outline, ids, activities), author, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await cache.InvalidateAsync();
        return course.Id;
    }

    private static Course NewCourse(PackagedCourse course, Caller author, DateTimeOffset now) => new()
    {
        Id = OrderedId.At(now),
        Title = course.Title,
        Description = course.Description,
        Difficulty = course.Difficulty,
        Tags = course.Tags,
        Skills = course.Skills,
        Capacity = course.Capacity,
        ImageKey = course.Image,
        InstructorId = author.UserId,
        Status = CourseStatus.Draft,
        CreatedAt = now,
        UpdatedAt = now,
    };

    private static Dictionary<Guid, Guid> NewIds(CourseOutline outline, IReadOnlyDictionary<Guid, Guid> media, DateTimeOffset now)
    {
        var ids = new Dictionary<Guid, Guid>(media);
        foreach (var id in outline.Modules.Select(module => module.Id).Concat(outline.Lessons.Select(lesson => lesson.Id)))
        {
            ids[id] = OrderedId.At(now);
        }

        return ids;
    }

    /// <summary>The same outline under new ids. A lesson whose lab or assessment did not come along is left without one.</summary>
    private static CourseOutline Renamed(CourseOutline outline, Dictionary<Guid, Guid> ids, Dictionary<Guid, Guid> activities)
    {
        return outline with { Modules = [.. outline.Modules.Select(Module)] };

        ModuleDraft Module(ModuleDraft module) => module with
        {
            Id = ids[module.Id],
            Prerequisites = [.. module.Prerequisites.Select(id => ids[id])],
            Lessons = [.. module.Lessons.Select(Lesson)],
        };

        LessonDraft Lesson(LessonDraft lesson) => lesson with
        {
            Id = ids[lesson.Id],
            MediaId = lesson.MediaId is { } medium ? ids[medium] : null,
            ActivityId = lesson.ActivityId is { } activity && activities.TryGetValue(activity, out var known) ? known : null,
        };
    }

    private async Task AddDraftAsync(
        Guid courseId,
        CourseOutline outline,
        Caller author,
        CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var command = new NpgsqlCommand(
            "insert into course_drafts (course_id, outline, version, updated_by, updated_at) values ($1, $2, 1, $3, $4)", connection)
        {
            Parameters =
            {
                new() { Value = courseId },
                new() { Value = CourseDrafts.Write(outline), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = author.UserId },
                new() { Value = time.GetUtcNow() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        var media = outline.Lessons.Select(lesson => lesson.MediaId).OfType<Guid>().Distinct().ToList();
        await CourseMedia.AddAsync(connection, courseId, media, ownerId: null, cancellationToken);
    }

    private async Task<Guid[]> KnownCoursesAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        var known = await db.Courses
            .Where(course => ids.Contains(course.Id) && course.Status != CourseStatus.Draft)
            .Select(course => course.Id)
            .ToListAsync(cancellationToken);
        return [.. ids.Where(known.Contains).Distinct()];
    }

    /// <summary>The lessons' media in their order, then the parts' by name: the same order wherever the course goes.</summary>
    private async Task<IReadOnlyList<PackagedFile>> DescribeAsync(
        CourseOutline outline, HashSet<Guid> ofParts, CancellationToken cancellationToken)
    {
        var ofLessons = outline.Lessons.Select(lesson => lesson.MediaId).OfType<Guid>().Distinct().ToList();
        var known = await uploads.FindAsync([.. ofLessons.Union(ofParts)], cancellationToken);
        var others = ofParts.Except(ofLessons).Where(known.ContainsKey)
            .OrderBy(id => known[id].FileName, StringComparer.Ordinal).ThenBy(id => known[id].Sha256, StringComparer.Ordinal);
        return
        [
            .. ofLessons.Where(known.ContainsKey).Concat(others).Select((id, index) =>
            {
                var upload = known[id];
                return new PackagedFile(
                    id, $"files/{index + 1}-{upload.FileName}", upload.FileName, upload.ContentType, upload.Size, upload.Sha256!);
            }),
        ];
    }
}
