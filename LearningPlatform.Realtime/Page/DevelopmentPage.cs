using LearningPlatform.ServiceDefaults.Edge;
using Microsoft.Extensions.FileProviders;
using Yarp.ReverseProxy.Forwarder;

namespace LearningPlatform.Realtime.Page;

/// <summary>
/// A small page on top of the platform, the living example of the protocol: in development runs only. What it asks of the Api goes through this
/// service, so that page, Api and sockets share an origin and need no CORS.
/// </summary>
internal static class DevelopmentPage
{
    private const string ApiAddress = "services:api:http:0";

    public static void AddDevelopmentPage(this IHostApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.AddHttpForwarder();
        }
    }

    public static void UseDevelopmentPage(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment() || app.Configuration[ApiAddress] is not { } api)
        {
            return;
        }

        var files = new EmbeddedFileProvider(typeof(DevelopmentPage).Assembly, $"{typeof(DevelopmentPage).Namespace}.Files");
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = file => Allow(file.Context.Response) });
        app.MapForwarder("/api/{**rest}", api, new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromSeconds(30) });
    }

    private static void Allow(HttpResponse response)
    {
        SecurityHeaders.AllowPage(response);
        response.Headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self)";
        response.Headers.CacheControl = "no-cache";
    }
}
