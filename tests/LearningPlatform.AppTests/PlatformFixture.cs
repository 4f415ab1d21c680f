using System.Net.Http.Headers;

namespace LearningPlatform.AppTests;

/// <summary>The whole platform, started once from its AppHost by the engine's testing host.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    public const string AdminPassword = "a first admin's password";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _app;

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The platform is not started.");

    public async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LearningPlatform_AppHost>(
            [
                "--environment=Development",
                "--Parameters:admin-email=admin@example.com",
                $"--Parameters:admin-password={AdminPassword}",
                "--LEARNING_DATA=temporary",
            ],
            timeout.Token);
        _app = await _builder.BuildAsync(timeout.Token);
        await _app.StartAsync(timeout.Token);
        foreach (var service in (string[])["api", "realtime", "workers"])
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(service, timeout.Token);
        }
    }

    /// <summary>A client of the Api with the admin's token.</summary>
    public async Task<HttpClient> AdminAsync()
    {
        var client = App.CreateHttpClient("api");
        // Document 4's own words.
        var answer = await client.PostAsJsonAsync("/api/v1/auth/login", new { username = "admin", password = AdminPassword });
        var token = (await answer.DataAsync()).GetProperty("access_token").GetString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_builder is not null)
        {
            await _builder.DisposeAsync();
        }
    }
}
