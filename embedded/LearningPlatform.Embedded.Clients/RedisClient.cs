using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Aspire.StackExchange.Redis
{
    /// <summary>What of <c>Aspire.StackExchange.Redis</c>' settings this platform sets.</summary>
    public sealed class StackExchangeRedisSettings
    {
        /// <summary>Filled from <c>ConnectionStrings:name</c>.</summary>
        public string? ConnectionString { get; set; }

        /// <summary>This platform registers checks of its own; there is none to disable here.</summary>
        public bool DisableHealthChecks { get; set; }
    }
}

namespace Microsoft.Extensions.Hosting
{
    /// <summary>The embedded counterpart of <c>Aspire.StackExchange.Redis</c>, under its names.</summary>
    public static class AspireRedisExtensions
    {
        /// <summary>Registers a singleton <see cref="IConnectionMultiplexer"/> on the connection string <paramref name="connectionName"/>.</summary>
        public static void AddRedisClient(
            this IHostApplicationBuilder builder,
            string connectionName,
            Action<StackExchangeRedisSettings>? configureSettings = null,
            Action<ConfigurationOptions>? configureOptions = null)
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.Services.AddSingleton<IConnectionMultiplexer>(services =>
            {
                // Read when first used, so that a test's configuration counts.
                var settings = new StackExchangeRedisSettings
                {
                    ConnectionString = services.GetRequiredService<IConfiguration>().GetConnectionString(connectionName),
                };
                configureSettings?.Invoke(settings);
                var options = ConfigurationOptions.Parse(settings.ConnectionString
                    ?? throw new InvalidOperationException($"The connection string '{connectionName}' is missing."));
                configureOptions?.Invoke(options);
                return ConnectionMultiplexer.Connect(options);
            });
        }
    }
}
