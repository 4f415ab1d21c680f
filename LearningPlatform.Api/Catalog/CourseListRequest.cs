using System.Globalization;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.Api.Catalog;

/// <summary>Reads the course list's query string.</summary>
internal static class CourseListRequest
{
    private static readonly Failure SignIn = new(
        FailureKind.Unauthenticated, "UNAUTHENTICATED", "Sign in to see courses that are not published.");

    private static readonly Failure OnlyTeachers = Failure.Forbidden(
        "FORBIDDEN", "Only instructors and admins see courses that are not published.");

    public static Outcome<CourseFilter> Read(IQueryCollection query, Caller? caller)
    {
        var reader = new QueryReader(query);
        var status = reader.Word<CourseStatus>("status") ?? CourseStatus.Published;
        var sort = reader.Word<CourseSort>("sort") ?? CourseSort.Newest;
        var filter = new CourseFilter(
            reader.Text("q", CourseFilter.TextMaxLength),
            reader.Word<Difficulty>("difficulty"),
            reader.Text("tag", Course.TagMaxLength)?.ToLowerInvariant(),
            reader.Id("instructor_id"),
            status,
            sort,
            reader.Limit(),
            reader.After(key => IsKey(sort, key)),
            status == CourseStatus.Published ? null : caller);
        if (reader.Failure is { } failure)
        {
            return failure;
        }

        return status == CourseStatus.Published || caller is { MayTeach: true } ? filter : caller is null ? SignIn : OnlyTeachers;
    }

    private static bool IsKey(CourseSort sort, string key) => sort switch
    {
        CourseSort.Popular => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        CourseSort.Newest => DateTimeOffset.TryParse(key, CultureInfo.InvariantCulture, out _),
        _ => key.Length <= Course.TitleMaxLength,
    };
}
