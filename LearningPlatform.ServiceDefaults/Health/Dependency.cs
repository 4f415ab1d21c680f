namespace LearningPlatform.ServiceDefaults.Health;

/// <summary>Something outside the process that a service uses.</summary>
/// <param name="Name">As <c>/health</c> shows it.</param>
/// <param name="IsRequired">Without it the service can do nothing and is not ready; without the others it is degraded.</param>
/// <param name="Probe">Returns when the dependency answers, throws when it does not.</param>
internal sealed record Dependency(string Name, bool IsRequired, Func<IServiceProvider, CancellationToken, Task> Probe);
