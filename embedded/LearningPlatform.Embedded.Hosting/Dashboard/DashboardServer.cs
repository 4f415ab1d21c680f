using Aspire.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>The dashboard's web server: on the loopback interface, in the AppHost's process.</summary>
internal sealed class DashboardServer(DashboardAddress address, DashboardApi api) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!Ports.IsFree(address.Port))
        {
            throw new DistributedApplicationException(
                $"Port {address.Port}, where the dashboard should listen, is in use by another program. Stop that one, or choose another port with ASPNETCORE_URLS.");
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(address.Port));
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Use(new DashboardGate(address).InvokeAsync);
        _app.MapGet("/", context => DashboardPage.WriteAsync(context, "index.html"));
        _app.MapGet("/dashboard.css", context => DashboardPage.WriteAsync(context, "dashboard.css"));
        _app.MapGet("/dashboard.js", context => DashboardPage.WriteAsync(context, "dashboard.js"));
        api.Map(_app);
        await _app.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Browsers hold event streams open for ever; there is nothing to wait for.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await (_app?.StopAsync(now.Token) ?? Task.CompletedTask);
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>The page's files, which the assembly carries.</summary>
internal static class DashboardPage
{
    public static async Task WriteAsync(HttpContext context, string name)
    {
        context.Response.ContentType = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "text/html; charset=utf-8"
        };
        await using var file = typeof(DashboardPage).Assembly.GetManifestResourceStream($"Dashboard/{name}")!;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
