using Microsoft.Extensions.Hosting;

namespace LearningPlatform.AppHost;

/// <summary>Development runs: where people reach the Api, which depends on the ports; and the mails that lead there.</summary>
internal static class PublicAddress
{
    /// <summary>Shows the mailbox's link beside the service's address; production runs have no mailbox.</summary>
    public static IResourceBuilder<ProjectResource> WithMailboxLink(this IResourceBuilder<ProjectResource> api) =>
        IsDevelopment(api) ? api.WithUrlForEndpoint("http", _ => new() { Url = "/dev/mailbox", DisplayText = "Mailbox" }) : api;

    /// <summary>
    /// Tells a service the issuer of tokens, which is also the base of links in mails and of files' addresses: the Api's own address, unless
    /// another one is configured. Every service must have the same.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithPublicAddressOf(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> api) =>
        IsDevelopment(service) && service.ApplicationBuilder.Configuration["Identity:Issuer"] is null
            ? service.WithEnvironment("Identity__Issuer", api.GetEndpoint("http"))
            : service;

    private static bool IsDevelopment(IResourceBuilder<ProjectResource> service) =>
        service.ApplicationBuilder.ExecutionContext.IsRunMode && service.ApplicationBuilder.Environment.IsDevelopment();
}
