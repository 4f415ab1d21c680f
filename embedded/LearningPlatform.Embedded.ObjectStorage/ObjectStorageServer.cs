using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Embedded.ObjectStorage;

/// <summary>
/// An S3-compatible object store over HTTP on the loopback interface, with its objects as files in one folder.
/// Every request must carry a valid Signature Version 4.
/// </summary>
public sealed class ObjectStorageServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ObjectStorageServer(WebApplication app)
    {
        _app = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Endpoint = new Uri(addresses!.Addresses.First());
    }

    /// <summary>Where the server listens: plain HTTP, host and port only. Clients must use path-style addressing.</summary>
    public Uri Endpoint { get; }

    /// <summary>Opens the data folder, removes what an interrupted run left behind, and returns when the server accepts requests.</summary>
    /// <exception cref="IOException">The port is taken, or the folder can't be used.</exception>
    public static async Task<ObjectStorageServer> StartAsync(ObjectStorageOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.DataDirectory);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{options.Port}");
        builder.Services.AddSingleton(options.LoggerFactory);
        var app = builder.Build();
        await app.StartAsync(ct);
        return new ObjectStorageServer(app);
    }

    /// <summary>Finishes running requests and stops listening.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
