namespace LearningPlatform.ApiTests;

/// <summary>Every class of this assembly shares the stores.</summary>
[CollectionDefinition(Name)]
public sealed class StoresCollection : ICollectionFixture<StoresFixture>
{
    public const string Name = "stores";
}

/// <summary>A class of tests with an Api and a database of its own.</summary>
[Collection(StoresCollection.Name)]
public abstract class ApiTest(StoresFixture stores) : IAsyncLifetime
{
    private ApiFactory? _api;

    protected StoresFixture Stores { get; } = stores;

    protected ApiFactory Api => _api ?? throw new InvalidOperationException("The Api is not started.");

    /// <summary>Settings that this class's Api starts with.</summary>
    protected virtual (string Key, string? Value)[] Settings => [];

    public virtual async Task InitializeAsync() => _api = await ApiFactory.StartAsync(Stores, Settings);

    public virtual async Task DisposeAsync() => await Api.DisposeAsync();

    /// <summary>A published course and its id.</summary>
    internal static async Task<Guid> CreateCourseAsync(HttpClient author, object? course = null)
    {
        var answer = await author.PostAsJsonAsync("/api/v1/courses", course ?? Course());
        return (await answer.DataAsync()).Id();
    }

    /// <summary>A course that is right in every field.</summary>
    internal static Dictionary<string, object?> Course(params (string Field, object? Value)[] fields)
    {
        var course = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["title"] = "Networks for architects",
            ["description"] = "Addresses, routes and names, in three clouds.",
            ["difficulty"] = "Intermediate",
            ["tags"] = new[] { "Networking", "aws" },
            ["skills"] = new[] { "subnet-design" },
        };
        foreach (var (field, value) in fields)
        {
            course[field] = value;
        }

        return course;
    }
}

/// <summary>One Api for a whole class whose tests leave no trace that another would see.</summary>
public sealed class SharedApi(StoresFixture stores) : IAsyncLifetime
{
    private ApiFactory? _api;
    private HttpClient? _admin;

    public ApiFactory Api => _api ?? throw new InvalidOperationException("The Api is not started.");

    public HttpClient Admin => _admin ?? throw new InvalidOperationException("The Api is not started.");

    public async Task InitializeAsync()
    {
        // Everybody in a class comes from one address.
        _api = await ApiFactory.StartAsync(
            stores, onKestrel: true, ("RateLimits:Auth:PerAddress", "0"), ("RateLimits:Default:PerAddress", "0"));
        _admin = await _api.AdminAsync();
    }

    public async Task DisposeAsync() => await Api.DisposeAsync();
}
