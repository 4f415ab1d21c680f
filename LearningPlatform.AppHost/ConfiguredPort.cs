using Microsoft.Extensions.Configuration;

namespace LearningPlatform.AppHost;

/// <summary>Public ports: those of the launch settings, unless the environment says otherwise.</summary>
internal static class ConfiguredPort
{
    /// <summary>Takes the service's port from <c>LEARNING_{NAME}_PORT</c> where that is set.</summary>
    public static IResourceBuilder<ProjectResource> WithConfiguredPort(this IResourceBuilder<ProjectResource> builder)
    {
        var configured = builder.ApplicationBuilder.Configuration.GetValue<int?>($"LEARNING_{builder.Resource.Name.ToUpperInvariant()}_PORT");
        return builder.WithEndpoint("http", endpoint => endpoint.Port = configured ?? endpoint.Port);
    }
}
