namespace LearningPlatform.EngineTests;

/// <summary>A started app for one test: patience included, everything gone at the end.</summary>
internal sealed class Running : IAsyncDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private readonly IDistributedApplicationTestingBuilder _builder;

    private Running(IDistributedApplicationTestingBuilder builder, DistributedApplication app)
    {
        _builder = builder;
        App = app;
    }

    public DistributedApplication App { get; }

    public CancellationToken Patience => _patience.Token;

    /// <summary>The service in tests/SampleService, which the build has put beside this test's own output.</summary>
    public static string SampleService { get; } = Path.Combine(Repository(), "tests", "SampleService", "SampleService.csproj");

    public static async Task<Running> StartAsync(Action<IDistributedApplicationTestingBuilder> model, params string[] args)
    {
        var builder = DistributedApplicationTestingBuilder.Create(args);
        model(builder);
        var running = new Running(builder, await builder.BuildAsync());
        await running.App.StartAsync(running.Patience);
        return running;
    }

    public Task HealthyAsync(string resource) => App.ResourceNotifications.WaitForResourceHealthyAsync(resource, Patience);

    public Task<ResourceEvent> ReachAsync(string resource, Func<CustomResourceSnapshot, bool> condition) =>
        App.ResourceNotifications.WaitForResourceAsync(resource, e => condition(e.Snapshot), Patience);

    public async Task<string> GetAsync(string resource, string path)
    {
        using var client = App.CreateHttpClient(resource);
        return await client.GetStringAsync(new Uri(path, UriKind.Relative), Patience);
    }

    public async Task PostAsync(string resource, string path)
    {
        using var client = App.CreateHttpClient(resource);
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content: null, Patience);
        answer.EnsureSuccessStatusCode();
    }

    public async Task ExecuteAsync(string resource, string command)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(resource, command, Patience);
        result.Success.ShouldBeTrue(result.Message);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _builder.DisposeAsync();
        _patience.Dispose();
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LearningPlatform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests don't run inside the repository.");
        }

        return folder.FullName;
    }
}
