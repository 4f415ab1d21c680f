using System.Net.Http.Headers;
using System.Net.Http.Json;
using LearningPlatform.Api.Catalog;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.ServiceDefaults;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LearningPlatform.TestSupport;

/// <summary>The Api in this process, on real stores and a database of its own. Dispose it with the test class.</summary>
public sealed class ApiFactory(string database, string redis, string storage) : WebApplicationFactory<CourseRequest>
{
    public const string KeyEncryptionKey = "a key for tests that is long enough to be taken";

    // The hash's cost is tested by itself; here it would only make every sign-in slow.
    public const string PasswordIterations = "1000";

    public const string AdminPassword = "a first admin's password";
    public const string Password = "correct horse battery staple";
    private int _people;

    /// <summary>Its database, for what no route shows.</summary>
    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Settings on top of the ones every test run has; set them before the first client is made.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts an Api on a new database and waits until it is ready.</summary>
    public static Task<ApiFactory> StartAsync(StoresFixture stores, params (string Key, string? Value)[] settings) =>
        StartAsync(stores, onKestrel: false, settings);

    /// <summary>The same; on Kestrel its limits of sizes and its handling of connections are those of production.</summary>
    public static async Task<ApiFactory> StartAsync(StoresFixture stores, bool onKestrel, params (string Key, string? Value)[] settings)
    {
        ArgumentNullException.ThrowIfNull(stores);
        var factory = new ApiFactory(await stores.CreateDatabaseAsync(), stores.NextRedisDatabase(), stores.Storage);
        if (onKestrel)
        {
            factory.UseKestrel();
        }

        return await factory.StartAsync(settings);
    }

    /// <summary>Starts an Api on stores that something else in the test uses too.</summary>
    public static Task<ApiFactory> StartOnAsync(
        string database, string redis, string storage, params (string Key, string? Value)[] settings) =>
        new ApiFactory(database, redis, storage).StartAsync(settings);

    /// <summary>A client nobody has signed in.</summary>
    public HttpClient Stranger() => CreateClient();

    /// <summary>The first admin, signed in.</summary>
    public Task<HttpClient> AdminAsync() => SignedInAsync("admin", AdminPassword);

    /// <summary>A client of a new person with a verified address and this role.</summary>
    public async Task<Person> SignInAsAsync(Role role)
    {
        var email = $"{role.Name()}{Interlocked.Increment(ref _people)}@example.com";
        await using var scope = Services.CreateAsyncScope();
        var id = (await scope.ServiceProvider.GetRequiredService<AccountService>()
            .CreateUserAsync(email, null, Password, "Test", role.Name(), role, CancellationToken.None)).Value.Id;
        return new(id, email, await SignedInAsync(email, Password));
    }

    /// <summary>Signs in by address or user name.</summary>
    public async Task<HttpClient> SignedInAsync(string login, string password)
    {
        var client = Stranger();
        var answer = await client.PostAsJsonAsync(
            "/api/v1/auth/login",
            login.Contains('@', StringComparison.Ordinal)
                ? new Dictionary<string, string>(StringComparer.Ordinal) { ["email"] = login, ["password"] = password }
                : new Dictionary<string, string>(StringComparer.Ordinal) { ["username"] = login, ["password"] = password });
        var data = await answer.DataAsync();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", data.GetProperty("access_token").GetString());
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseEnvironment("Testing");
        builder.UseAnyPort();
        builder.UseSetting($"ConnectionStrings:{Connections.Learning}", database);
        builder.UseSetting($"ConnectionStrings:{Connections.Study}", StudyDatabase.For(database));
        builder.UseSetting($"ConnectionStrings:{Connections.Redis}", redis);
        builder.UseSetting($"ConnectionStrings:{Connections.Storage}", storage);
        builder.UseSetting("Identity:KeyEncryptionKey", KeyEncryptionKey);
        builder.UseSetting("Identity:PasswordIterations", PasswordIterations);
        builder.UseSetting("Admin:Email", "admin@example.com");
        builder.UseSetting("Admin:Password", AdminPassword);
        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }
    }

    private async Task<ApiFactory> StartAsync((string Key, string? Value)[] settings)
    {
        ClientOptions.AllowAutoRedirect = false;
        ClientOptions.HandleCookies = false;
        foreach (var (key, value) in settings)
        {
            Settings[key] = value;
        }

        StartServer();
        await UntilReadyAsync();
        return this;
    }

    private async Task UntilReadyAsync()
    {
        using var client = Stranger();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await client.GetAsync(new Uri("/health/ready", UriKind.Relative), timeout.Token)).IsSuccessStatusCode)
        {
            await Task.Delay(50, timeout.Token);
        }
    }
}

/// <summary>Somebody signed in.</summary>
public sealed record Person(Guid Id, string Email, HttpClient Client);
