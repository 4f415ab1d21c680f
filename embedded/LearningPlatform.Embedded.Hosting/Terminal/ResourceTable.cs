using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Every resource with its state and address, and where the API's reference and the dashboard are.</summary>
internal static class ResourceTable
{
    public const string Unhealthy = "unhealthy";

    /// <summary>The state in one word.</summary>
    public static string Describe(CustomResourceSnapshot? snapshot) => snapshot switch
    {
        { HealthStatus: HealthStatus.Healthy, HealthReports.IsEmpty: false } => "healthy",
        { HealthStatus: HealthStatus.Healthy } => "running",
        { HealthStatus: not null } => Unhealthy,
        { State.Text: var state } => state.ToLowerInvariant(),
        _ => "unknown"
    };

    public static string Render(
        IReadOnlyList<IResource> resources, ResourceNotificationService notifications, DashboardAddress? dashboard, ResourceColors colors)
    {
        var rows = resources.Select(r => (
            r.Name,
            State: Describe(notifications.TryGetCurrentState(r.Name, out var current) ? current.Snapshot : null),
            Address: Address(r))).ToList();
        var table = new StringBuilder();
        table.AppendLine();
        foreach (var (name, state, address) in rows)
        {
            var isGood = state is "healthy" or "running" or "finished";
            var painted = isGood ? ResourceColors.Good(state.PadRight(10)) : ResourceColors.Bad(state.PadRight(10));
            table.AppendLine($"  {colors.Prefix(name)} {painted} {address}");
        }

        table.AppendLine();
        if (resources.OfType<ProjectResource>().FirstOrDefault(r => r.Name == "api") is { } api)
        {
            table.AppendLine($"  API reference  {ResourceColors.Bold($"{Address(api)}/scalar")}");
        }

        if (dashboard is not null)
        {
            table.AppendLine($"  Dashboard      {ResourceColors.Bold(dashboard.LoginUrl)}");
        }

        table.Append($"  {ResourceColors.Faint("Ctrl+C stops everything.")}");
        return table.AppendLine().ToString();
    }

    public static string Address(IResource resource) => string.Join(
        ", ",
        resource.Annotations.OfType<EndpointAnnotation>().Select(e => e.AllocatedEndpoint).OfType<AllocatedEndpoint>()
            .Select(e => e.UriScheme is "http" or "https" ? e.UriString : e.EndPointString));
}
