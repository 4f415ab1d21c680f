using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>
/// What learners do in a course. Each step is one transaction that holds the learner's enrolment: the records, what becomes complete by
/// them, and the events of it. Fifty equal requests at once complete a thing once; two last lessons at once complete the course once.
/// </summary>
public sealed class LearnerWork(NpgsqlDataSource database, CourseMaps maps, OutboxSignal signal, TimeProvider time)
{
    public Task<Outcome<LearnerOfCourse>> CompleteLessonAsync(
        Guid courseId, Guid lessonId, Guid userId, WorkReport report, CancellationToken cancellationToken) =>
        TakeAsync(courseId, userId, (map, learner, now) => Work.CompleteLesson(map, learner, lessonId, report, now), cancellationToken);

    public Task<Outcome<LearnerOfCourse>> CompleteModuleAsync(
        Guid courseId, Guid moduleId, Guid userId, WorkReport report, CancellationToken cancellationToken) =>
        TakeAsync(courseId, userId, (map, learner, now) => Work.CompleteModule(map, learner, moduleId, report, now), cancellationToken);

    public Task<Outcome<LearnerOfCourse>> SeeAsync(
        Guid courseId, Guid lessonId, Guid userId, WorkReport report, CancellationToken cancellationToken) =>
        TakeAsync(courseId, userId, (map, learner, now) => Work.See(map, learner, lessonId, report, now), cancellationToken);

    /// <summary>Records a lab's or an assessment's result for the lessons that it belongs to; who is not enrolled has none.</summary>
    public async Task ScoreAsync(Guid activityId, Guid userId, decimal? score, bool passed, CancellationToken cancellationToken)
    {
        foreach (var (courseId, lessonId) in await maps.LessonsOfAsync(activityId, cancellationToken))
        {
            await TakeAsync(
                courseId, userId, (map, learner, now) => Work.Score(map, learner, lessonId, score, passed, now), cancellationToken);
        }
    }

    /// <summary>Completes what is due by now: for who comes back to a course that has changed meanwhile.</summary>
    public async Task CatchUpAsync(Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select exists (select from course_progress where user_id = $1 and course_id = $2)", userId, courseId);
        if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
        {
            await TakeAsync(courseId, userId, (map, learner, _) => Work.Nothing(map, learner), cancellationToken, always: true);
        }
    }

    private async Task<Outcome<LearnerOfCourse>> TakeAsync(
        Guid courseId,
        Guid userId,
        Func<CourseMap, LearnerState, DateTimeOffset, Outcome<Step>> decide,
        CancellationToken cancellationToken,
        bool always = false)
    {
        if (await maps.FindAsync(courseId, cancellationToken) is not { } map)
        {
            return LearningFailures.CourseNotFound;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!(await LearnerStates.LockAsync(connection, courseId, [userId], cancellationToken)).TryGetValue(userId, out var learner))
        {
            return map.Status == CourseStatus.Draft ? LearningFailures.CourseNotFound : ProgressFailures.NotEnrolled;
        }

        if (!decide(map, learner, time.GetUtcNow()).TryGet(out var step, out var failure))
        {
            return failure;
        }

        if (step.Lessons.Count > 0 || step.Module is not null || always)
        {
            await using var batch = new NpgsqlBatch(connection, transaction).WithStep(map, userId, step, time);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            signal.Raise();
        }

        return new LearnerOfCourse(map, learner.After(step, time.GetUtcNow()));
    }
}
