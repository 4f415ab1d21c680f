using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Workers.Events;
using Npgsql;

namespace LearningPlatform.Workers.Identity;

/// <summary>A completed course gives its skills points, by its difficulty.</summary>
[Handles<CourseCompleted>]
internal sealed class AddSkills(NpgsqlDataSource database, TimeProvider time) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message is { UserId: { } userId, CourseId: { } courseId }
            && await new CourseQueries(database).FindAsync(courseId, withContent: false, cancellationToken) is { Skills.Length: > 0 } course)
        {
            await Skills.AddAsync(db, userId, course.Skills, PointsFor(course.Difficulty), time, cancellationToken);
        }
    }

    private static int PointsFor(Difficulty difficulty) => difficulty switch
    {
        Difficulty.Beginner => 50,
        Difficulty.Intermediate => 100,
        _ => 150,
    };
}
