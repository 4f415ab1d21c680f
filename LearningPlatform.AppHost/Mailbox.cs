using Microsoft.Extensions.Hosting;

namespace LearningPlatform.AppHost;

/// <summary>The mails of development runs, in the dashboard.</summary>
internal static class Mailbox
{
    /// <summary>Shows the link beside the service's address; production runs have no mailbox.</summary>
    public static IResourceBuilder<ProjectResource> WithMailboxLink(this IResourceBuilder<ProjectResource> api) =>
        api.ApplicationBuilder.Environment.IsDevelopment()
            ? api.WithUrlForEndpoint("http", _ => new() { Url = "/dev/mailbox", DisplayText = "Mailbox" })
            : api;
}
