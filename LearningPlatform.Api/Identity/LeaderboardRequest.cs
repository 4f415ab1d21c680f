using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Leaderboards;
using LearningPlatform.Core.Learning;

namespace LearningPlatform.Api.Identity;

/// <summary>Whom a leaderboard compares.</summary>
internal enum LeaderboardScope
{
    Global,
    Friends,
    Course,
    Group,
}

/// <summary>Which board is asked for.</summary>
internal sealed record LeaderboardRequest(LeaderboardScope Scope, LeaderboardPeriod Period, Guid? CourseId, Guid? GroupId)
{
    private static readonly Failure NotEnrolled = Failure.Forbidden("NOT_ENROLLED", "Only who is in the course sees its leaderboard.");
    private static readonly Failure GroupNotFound = Failure.NotFound("GROUP_NOT_FOUND", "There is no such group, or you are not in it.");

    public static LeaderboardRequest Read(QueryReader query) => new(
        query.Word<LeaderboardScope>("scope") ?? LeaderboardScope.Global,
        query.Word<LeaderboardPeriod>("period") ?? LeaderboardPeriod.All,
        query.Id("course_id"),
        query.Id("group_id"));

    /// <summary>The board, when <paramref name="caller"/> may see it.</summary>
    public async Task<Outcome<BoardKey>> BoardAsync(
        Caller caller, CourseQueries courses, EnrollmentQueries enrollments, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var board = LeaderboardScores.Everything;
        switch (Scope)
        {
            case LeaderboardScope.Group:
                // There are no study groups yet, so none is found.
                return GroupId is null ? Failure.Invalid("group_id", "Which group?") : GroupNotFound;
            case LeaderboardScope.Course when CourseId is not { } courseId:
                return Failure.Invalid("course_id", "Which course?");
            case LeaderboardScope.Course:
                board = CourseId!.Value;
                if (await RefusalAsync(board, caller, courses, enrollments, cancellationToken) is { } refusal)
                {
                    return refusal;
                }

                break;
        }

        return new BoardKey(board, Period, Period.StartOf(now));
    }

    private static async Task<Failure?> RefusalAsync(
        Guid courseId, Caller caller, CourseQueries courses, EnrollmentQueries enrollments, CancellationToken cancellationToken)
    {
        if (await enrollments.IsEnrolledAsync(courseId, caller.UserId, cancellationToken))
        {
            return null;
        }

        var course = await courses.FindAsync(courseId, withContent: false, cancellationToken);
        return course is null ? LearningFailures.CourseNotFound
            : caller.Owns(course.InstructorId) ? null
            : course.Status == CourseStatus.Published ? NotEnrolled
            : LearningFailures.CourseNotFound;
    }
}
