using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Study;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Personal;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LearningPlatform.Workers.Study;

/// <summary>The work behind study rooms: forgotten sessions, timers, deleted rooms, what people keep there.</summary>
internal static class StudyWork
{
    public static void AddStudyWork(this IHostApplicationBuilder builder) => builder.Services.AddStudyWork();

    public static IServiceCollection AddStudyWork(this IServiceCollection services)
    {
        services.TryAddSingleton<People>();
        return services.AddStudyServices()
            .AddLiveDocuments()
            .AddSingleton<RoomFarewell>()
            .AddSingleton<ContentFarewell>()
            .AddSingleton<IPersonalData, StudyPersonalData>();
    }
}
