using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Events;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace LearningPlatform.Workers.Catalog;

/// <summary>Courses show their instructors' names: the kept answers go when one has another name, or none any more.</summary>
[Handles<UserDeleted>]
[Handles<ProfileUpdated>]
internal sealed class DropCatalogue(IConnectionMultiplexer redis) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (await db.Courses.AnyAsync(course => course.InstructorId == message.UserId, cancellationToken))
        {
            await CatalogGeneration.AdvanceAsync(redis);
        }
    }
}
