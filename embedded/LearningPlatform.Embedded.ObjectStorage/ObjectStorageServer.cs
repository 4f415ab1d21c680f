using System.Net;
using System.Text;
using LearningPlatform.Embedded.ObjectStorage.Http;
using LearningPlatform.Embedded.ObjectStorage.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.Embedded.ObjectStorage;

/// <summary>
/// An S3-compatible object store over HTTP on the loopback interface, with its objects as files in one folder.
/// Every request must carry a valid Signature Version 4.
/// </summary>
/// <remarks>
/// Made for one machine: no versions, ACLs, bucket policies, encryption or replication; such requests are refused with
/// <c>NotImplemented</c>. The keys of all objects are held in memory, some 300 bytes each.
/// </remarks>
public sealed class ObjectStorageServer : IAsyncDisposable
{
    private const int Kilobyte = 1024;
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly ObjectStore _store;

    private ObjectStorageServer(WebApplication app, ObjectStore store)
    {
        (_app, _store) = (app, store);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Endpoint = new Uri(addresses!.Addresses.First());
    }

    /// <summary>Where the server listens: plain HTTP, host and port only. Clients must use path-style addressing.</summary>
    public Uri Endpoint { get; }

    /// <summary>Opens the data folder, removes what an interrupted run left behind, and returns when the server accepts requests.</summary>
    /// <exception cref="IOException">The port is taken, or another server holds the folder.</exception>
    public static async Task<ObjectStorageServer> StartAsync(ObjectStorageOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.AccessKey.Length == 0 || options.SecretKey.Length == 0)
        {
            throw new ArgumentException("The access key and the secret key must not be empty.", nameof(options));
        }

        var log = options.LoggerFactory.CreateLogger<ObjectStorageServer>();
        Directory.CreateDirectory(options.DataDirectory);
        var store = ObjectStore.Open(options.DataDirectory, log);
        var app = Build(options);
        app.Run(new S3Pipeline(options, store, log).RunAsync);
        try
        {
            await app.StartAsync(ct);
            return new ObjectStorageServer(app, store);
        }
        catch
        {
            await app.DisposeAsync();
            store.Dispose();
            throw;
        }
    }

    /// <summary>Lets running requests finish for five seconds, then stops listening and gives the folder free.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(ShutdownPatience);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _store.Dispose();
    }

    private static WebApplication Build(ObjectStorageOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options.Port));
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        return builder.Build();
    }

    private static void Configure(KestrelServerOptions kestrel, int port)
    {
        kestrel.Listen(IPAddress.Loopback, port);
        kestrel.AddServerHeader = false;

        // Each operation has a limit of its own.
        kestrel.Limits.MaxRequestBodySize = null;

        // A prefix, a start and a token of 1024 bytes each, percent-encoded.
        kestrel.Limits.MaxRequestLineSize = 16 * Kilobyte;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
    }

    /// <summary>Leaves the process's signals to the program that hosts this server.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
