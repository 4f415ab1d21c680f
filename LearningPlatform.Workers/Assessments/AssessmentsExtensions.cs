using LearningPlatform.Core.Assessments;
using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.Core.Identity.Personal;

namespace LearningPlatform.Workers.Assessments;

/// <summary>The clock of timed attempts, and what learners may take along of their answers.</summary>
internal static class AssessmentsExtensions
{
    public static void AddAssessments(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AttemptClock>();
        builder.Services.AddHostedService<SubmitDueAttempts>();
        builder.Services.AddSingleton<IPersonalData, AssessmentsPersonalData>();
    }
}
