using LearningPlatform.Core.Learning;

namespace LearningPlatform.Workers.Learning;

/// <summary>What the handlers and jobs of this folder need.</summary>
internal static class LearningWork
{
    public static void AddLearningWork(this IHostApplicationBuilder builder) => builder.Services.AddLearningWork();
}
