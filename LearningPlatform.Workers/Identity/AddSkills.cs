using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Workers.Events;
using Npgsql;

namespace LearningPlatform.Workers.Identity;

/// <summary>A completed course gives its skills points, by its difficulty; a completed lab gives some to its own.</summary>
[Handles<CourseCompleted>]
[Handles<LabCompleted>]
internal sealed class AddSkills(NpgsqlDataSource database, TimeProvider time) : IEventHandler
{
    private const int ForLab = 25;

    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message.Is<LabCompleted>())
        {
            if (message is { UserId: { } learner } && message.Read<LabCompleted>().Skills is { Count: > 0 } skills)
            {
                await Skills.AddAsync(db, learner, skills, ForLab, time, cancellationToken);
            }

            return;
        }

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
