using LearningPlatform.ServiceDefaults.Resilience;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly;

namespace LearningPlatform.ServiceDefaults;

/// <summary>Outgoing HTTP.</summary>
public static class ResilienceSetup
{
    /// <summary>DNS may change under a connection that lives for ever.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>
    /// An <see cref="HttpClient"/> of <see cref="IHttpClientFactory"/> with time-outs, retries with jitter (of what may be sent twice;
    /// <c>Retry-After</c> is honoured) and a circuit breaker of its own. A refusal to send is a <c>BrokenCircuitException</c>, a time-out
    /// a <c>TimeoutRejectedException</c>; unhandled, both are 503 to our own client.
    /// </summary>
    public static IHttpClientBuilder AddResilientHttpClient(
        this IServiceCollection services, string name, Action<HttpClient>? configureClient = null, Action<HttpResilience>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddKeyedSingleton(name, (provider, _) => Build(provider, name, configure));
        return services.AddHttpClient(name, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                configureClient?.Invoke(client);
            })
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = ConnectionLifetime)
            .AddHttpMessageHandler(provider =>
                new ResilienceHandler(provider.GetRequiredKeyedService<ResiliencePipeline<HttpResponseMessage>>(name)));
    }

    private static ResiliencePipeline<HttpResponseMessage> Build(IServiceProvider provider, string name, Action<HttpResilience>? configure)
    {
        var options = new HttpResilience();
        configure?.Invoke(options);
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("LearningPlatform.Resilience");
        return ResiliencePipelines.Build(name, options, provider.GetRequiredService<TimeProvider>(), logger);
    }
}
