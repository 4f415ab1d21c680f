using LearningPlatform.Core.Identity;

namespace LearningPlatform.Bench;

/// <summary>Starts the programs with the environment that the AppHost would give them.</summary>
internal sealed class Services(BenchStores stores, IdentitySettings settings, string publicKey, string logFolder)
{
    private const string Ready = "/health/ready";

    // What start-up leaves behind is given back by then: an idle service does so at the earliest after 20 s.
    private static readonly TimeSpan UntilIdle = TimeSpan.FromSeconds(45);

    public Task<Server> StartAsync(string service, CancellationToken cancellationToken, string? api = null)
    {
        var environment = stores.ForServices(settings);
        if (api is not null)
        {
            environment["services__api__http__0"] = api;
        }

        return Server.StartAsync($"LearningPlatform.{service}", Ready, environment, logFolder, cancellationToken);
    }

    public Task<Server> StartBareAsync(CancellationToken cancellationToken) => Server.StartAsync(
        "LearningPlatform.Bench.Bare",
        "/constant",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__learning"] = stores.Bare,
            ["ConnectionStrings__redis"] = stores.Redis,
            ["PublicKey"] = publicKey,
            ["Issuer"] = settings.Issuer,
            ["Audience"] = settings.Audience,
        },
        logFolder,
        cancellationToken);

    /// <summary>Resident memory of every service, started together and left alone.</summary>
    public async Task<IReadOnlyList<(string Service, double Megabytes)>> MeasureIdleAsync(CancellationToken cancellationToken)
    {
        await using var api = await StartAsync("Api", cancellationToken);
        await using var realtime = await StartAsync("Realtime", cancellationToken, api.Address.OriginalString);
        await using var workers = await StartAsync("Workers", cancellationToken, api.Address.OriginalString);
        await Task.Delay(UntilIdle, cancellationToken);
        return [("Api", api.ResidentMegabytes), ("Realtime", realtime.ResidentMegabytes), ("Workers", workers.ResidentMegabytes)];
    }
}
