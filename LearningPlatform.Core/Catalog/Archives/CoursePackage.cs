using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Catalog.Authoring;

namespace LearningPlatform.Core.Catalog.Archives;

/// <summary>A whole course, apart from the platform that it was made on: what an archive's <c>course.json</c> holds.</summary>
/// <param name="Format"><see cref="FormatName"/>.</param>
/// <param name="Version">Of the format.</param>
/// <param name="Course">The course itself.</param>
/// <param name="Outline">Its working copy.</param>
/// <param name="Media">The files that lessons show.</param>
/// <param name="Parts">Other modules' sections by <see cref="ICoursePart.Name"/>.</param>
public sealed record CoursePackage(
    string Format,
    int Version,
    PackagedCourse Course,
    CourseOutline Outline,
    IReadOnlyList<PackagedFile> Media,
    SortedDictionary<string, JsonNode> Parts)
{
    public const string FormatName = "learning-platform-course";
    public const int CurrentVersion = 1;
}

/// <summary>What a course says of itself.</summary>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Description">At most 20,000 characters.</param>
/// <param name="Difficulty">beginner, intermediate or advanced.</param>
/// <param name="Tags">Lower-case words.</param>
/// <param name="Skills">Lower-case words.</param>
/// <param name="Capacity">Seats; null for as many as come.</param>
/// <param name="Prerequisites">Courses; those that the importing platform does not have are left out.</param>
/// <param name="Image">The picture's path in the archive; null without one.</param>
public sealed record PackagedCourse(
    string Title,
    string Description,
    Difficulty Difficulty,
    string[] Tags,
    string[] Skills,
    int? Capacity,
    Guid[] Prerequisites,
    string? Image);

/// <summary>A file in the archive.</summary>
/// <param name="Id">What lessons call it.</param>
/// <param name="Path">Where it is in the archive.</param>
/// <param name="FileName">What a download is called.</param>
/// <param name="ContentType">Of its content.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record PackagedFile(Guid Id, string Path, string FileName, string ContentType, long Size, string Sha256);

/// <summary>The JSON of archives; strict, since archives come from anywhere.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(LowerCaseWords<CompletionRule>), typeof(LowerCaseWords<LessonKind>), typeof(LowerCaseWords<Difficulty>)],
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CoursePackage))]
internal sealed partial class PackageJson : JsonSerializerContext;
