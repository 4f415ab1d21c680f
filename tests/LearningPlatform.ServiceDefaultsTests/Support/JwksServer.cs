namespace LearningPlatform.ServiceDefaultsTests.Support;

/// <summary>The Api's well-known address, as the other services see it.</summary>
internal sealed class JwksServer : IAsyncDisposable
{
    private readonly int _port = FreePort.Next();
    private WebApplication? _app;
    private int _reads;

    /// <summary>What is published now.</summary>
    public TokenIssuer Issuer { get; set; } = new();

    public int Reads => Volatile.Read(ref _reads);

    public string Address => $"http://127.0.0.1:{_port}";

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Address);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/.well-known/jwks.json", (HttpContext context) =>
        {
            Interlocked.Increment(ref _reads);
            return context.Response.WriteAsync(Issuer.Jwks());
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
