using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Materials;
using LearningPlatform.Core.Study.Notes;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Core.Study.Sessions;
using LearningPlatform.Core.Study.Timers;
using LearningPlatform.Core.Study.Todos;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Study;

/// <summary>The module's services, for the Api and for Workers.</summary>
public static class StudyServices
{
    /// <summary>Needs the study documents, <c>NpgsqlDataSource</c>, <c>OutboxSignal</c>, <c>Uploads</c>, <c>TimeProvider</c> beside it.</summary>
    public static IServiceCollection AddStudyServices(this IServiceCollection services) => services
        .AddSingleton<StudyLocks>()
        .AddSingleton<StudyOutbox>()
        .AddSingleton<RoomService>()
        .AddSingleton<RoomMembers>()
        .AddSingleton<RoomPurge>()
        .AddSingleton<RoomTimers>()
        .AddSingleton<ActiveSessions>()
        .AddSingleton<StudySessions>()
        .AddSingleton<SessionHistory>()
        .AddSingleton(typeof(RoomItems<>))
        .AddSingleton<TodoService>()
        .AddSingleton<NoteService>()
        .AddSingleton<RoomMaterials>()
        .AddSingleton<MaterialAccess>()
        .AddSingleton<MaterialService>()
        .AddSingleton<IRoomContents>(provider => provider.GetRequiredService<TodoService>())
        .AddSingleton<IRoomContents>(provider => provider.GetRequiredService<NoteService>())
        .AddSingleton<IRoomContents>(provider => provider.GetRequiredService<MaterialService>());
}
