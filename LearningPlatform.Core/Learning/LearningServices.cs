using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Learning.Labs;
using LearningPlatform.Core.Learning.Progress;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LearningPlatform.Core.Learning;

/// <summary>The module's services, for whichever process needs them.</summary>
public static class LearningServices
{
    /// <summary>What Workers need; <c>NpgsqlDataSource</c>, <c>OutboxSignal</c>, <c>Uploads</c> and <c>TimeProvider</c> stand beside
    /// it.</summary>
    public static IServiceCollection AddLearningWork(this IServiceCollection services)
    {
        services.TryAddSingleton<CourseMaps>();
        return services
            .AddSingleton<LearnerStates>()
            .AddSingleton<LearnerWork>()
            .AddSingleton<Recalculation>()
            .AddSingleton<WaitingLists>()
            .AddSingleton<LabFiles>();
    }

    /// <summary>What the Api needs beyond that; <c>LearningDbContext</c>, <c>CourseTeachers</c>, <c>KeyEncryption</c> and
    /// <c>IScoreDisclosure</c> stand beside it.</summary>
    public static IServiceCollection AddLearningCore(this IServiceCollection services) => services
        .AddLearningWork()
        .AddSingleton<Enrollments>()
        .AddSingleton<EnrollmentQueries>()
        .AddSingleton<CourseEntrance>()
        .AddSingleton<ProgressViews>()
        .AddSingleton<CourseAccess>()
        .AddSingleton<ProgressQueries>()
        .AddSingleton<Roster>()
        .AddSingleton<LabAttempts>()
        .AddScoped<ClassEnrollment>()
        .AddScoped<Cohorts>()
        .AddScoped<EnrollmentCodes>()
        .AddScoped<LabAuthoring>()
        .AddScoped<LabQueries>()
        .AddScoped<LabHandIn>()
        .AddScoped<LabWebhook>();
}
