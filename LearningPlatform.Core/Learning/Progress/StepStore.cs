using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>Stores a step and the events of what it completes, as statements of the transaction that has locked the learner.</summary>
internal static class StepStore
{
    private const string LessonSql =
        """
        insert into lesson_progress (user_id, course_id, lesson_id, opened_at, seen_at, seconds_spent, position, score, completed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (user_id, course_id, lesson_id) do update set seen_at = excluded.seen_at, seconds_spent = excluded.seconds_spent,
            position = excluded.position, score = excluded.score, completed_at = coalesce(lesson_progress.completed_at, excluded.completed_at)
        """;

    private const string ModuleSql =
        """
        insert into module_progress (user_id, course_id, module_id, reported_score, seconds_spent, completed_at)
        values ($1, $2, $3, $4, $5, $6) on conflict do nothing
        """;

    private const string CourseSql =
        """
        insert into course_progress (
            user_id, course_id, percentage, score, lessons_done, seconds_spent, counted_until, last_lesson_id, last_activity_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (user_id, course_id) do update set percentage = excluded.percentage, score = excluded.score,
            lessons_done = excluded.lessons_done, seconds_spent = course_progress.seconds_spent + excluded.seconds_spent,
            counted_until = coalesce(excluded.counted_until, course_progress.counted_until),
            last_lesson_id = coalesce(excluded.last_lesson_id, course_progress.last_lesson_id),
            last_activity_at = excluded.last_activity_at
        """;

    // The row and its null decide, whoever else may try: the event goes out once.
    private const string CompletedSql =
        """
        with completed as (
            update course_progress set completed_at = $3 where user_id = $1 and course_id = $2 and completed_at is null returning user_id
        )
        insert into outbox (event_id, topic, event_type, version, user_id, course_id, metadata, occurred_at, traceparent)
        select $4, $5, $6, $7, $1, $2, $8::jsonb, $3, $9 from completed
        """;

    public static NpgsqlBatch WithStep(this NpgsqlBatch batch, CourseMap map, Guid userId, Step step, TimeProvider time)
    {
        var now = time.GetUtcNow();
        foreach (var (id, lesson) in step.Lessons)
        {
            batch.With(
                LessonSql, userId, map.Id, id,
                lesson.OpenedAt, lesson.SeenAt, lesson.SecondsSpent, lesson.Position, lesson.Score, lesson.CompletedAt);
        }

        foreach (var id in step.Advance.Modules)
        {
            var isReported = id == step.Module;
            batch.With(ModuleSql, userId, map.Id, id, isReported ? step.Report.Score : null, isReported ? step.Seconds : 0, now);
        }

        batch.With(
            CourseSql, userId, map.Id,
            (short)step.Advance.Standing.Percentage, step.Advance.Standing.Score, step.Advance.Standing.LessonsDone,
            step.Seconds, step.Report.TimeSpent is null ? null : now, step.Lessons.Count == 0 ? null : step.Lessons.Keys.Last(), now);
        return batch.WithEvents(map, userId, step.Advance, time);
    }

    /// <summary>What has become complete, for others to act on.</summary>
    public static NpgsqlBatch WithEvents(this NpgsqlBatch batch, CourseMap map, Guid userId, Advance advance, TimeProvider time)
    {
        foreach (var id in advance.Lessons)
        {
            var module = map.Modules.First(module => module.Lessons.Any(lesson => lesson.Id == id));
            batch.BatchCommands.Add(OutboxMessage.Of(new LessonCompleted(id, module.Id), userId, map.Id, time).ToBatchCommand());
        }

        foreach (var id in advance.Modules)
        {
            batch.BatchCommands.Add(OutboxMessage.Of(new ModuleCompleted(id, null), userId, map.Id, time).ToBatchCommand());
        }

        if (advance.CompletesCourse)
        {
            var message = OutboxMessage.Of(new CourseCompleted(map.Title), userId, map.Id, time);
            batch.With(
                CompletedSql, userId, map.Id, message.OccurredAt,
                message.EventId, message.Topic, message.EventType, message.Version, message.Metadata, message.Traceparent);
        }

        return batch;
    }
}
