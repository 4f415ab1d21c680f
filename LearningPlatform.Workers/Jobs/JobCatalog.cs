using System.Reflection;
using System.Text.Json;

namespace LearningPlatform.Workers.Jobs;

/// <summary>A job and its schedule.</summary>
/// <param name="Name">The class name in kebab-case; a renamed job is a new one.</param>
/// <param name="Type">An <see cref="IScheduledJob"/>.</param>
/// <param name="Schedule">When it is due.</param>
internal sealed record JobRegistration(string Name, Type Type, ScheduleAttribute Schedule);

/// <summary>Every job of an assembly.</summary>
internal sealed class JobCatalog(IReadOnlyList<JobRegistration> jobs)
{
    public IReadOnlyList<JobRegistration> Jobs { get; } = jobs;

    /// <exception cref="InvalidOperationException">A job does not say when it is due.</exception>
    public static JobCatalog Of(params IEnumerable<Type> types) => new([.. types
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IScheduledJob)))
        .Select(type => new JobRegistration(
            JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name),
            type,
            type.GetCustomAttribute<ScheduleAttribute>()
                ?? throw new InvalidOperationException($"The job {type.Name} does not say when it is due.")))]);
}
