using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.RealtimeTests;

/// <summary>Somebody's frontend: one page, on an address of its own.</summary>
internal sealed class Frontend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Frontend(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <param name="html">Makes the page, for each visit.</param>
    public static async Task<Frontend> StartAsync(Func<string> html)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", () => Results.Content(html(), "text/html"));
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
