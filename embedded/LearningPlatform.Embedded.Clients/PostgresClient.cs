using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aspire.Npgsql
{
    /// <summary>What of <c>Aspire.Npgsql</c>'s settings this platform sets.</summary>
    public sealed class NpgsqlSettings
    {
        /// <summary>Filled from <c>ConnectionStrings:name</c>.</summary>
        public string? ConnectionString { get; set; }

        /// <summary>This platform registers checks of its own; there is none to disable here.</summary>
        public bool DisableHealthChecks { get; set; }
    }
}

namespace Microsoft.Extensions.Hosting
{
    /// <summary>The embedded counterpart of <c>Aspire.Npgsql</c>, under its names.</summary>
    public static class AspirePostgreSqlNpgsqlExtensions
    {
        /// <summary>Registers a singleton <see cref="NpgsqlDataSource"/> on the connection string <paramref name="connectionName"/>.</summary>
        public static void AddNpgsqlDataSource(
            this IHostApplicationBuilder builder,
            string connectionName,
            Action<NpgsqlSettings>? configureSettings = null,
            Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
            Add(builder, connectionName, null, configureSettings, configureDataSourceBuilder);

        /// <summary>The same, registered under <paramref name="name"/> as its key.</summary>
        public static void AddKeyedNpgsqlDataSource(
            this IHostApplicationBuilder builder,
            string name,
            Action<NpgsqlSettings>? configureSettings = null,
            Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
            Add(builder, name, name, configureSettings, configureDataSourceBuilder);

        private static void Add(
            IHostApplicationBuilder builder,
            string connectionName,
            string? key,
            Action<NpgsqlSettings>? configureSettings,
            Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder)
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.Services.TryAddKeyedSingleton(key, (services, _) =>
            {
                // Read when first used, so that a test's configuration counts.
                var settings = new NpgsqlSettings
                {
                    ConnectionString = services.GetRequiredService<IConfiguration>().GetConnectionString(connectionName),
                };
                configureSettings?.Invoke(settings);
                var dataSource = new NpgsqlDataSourceBuilder(settings.ConnectionString
                    ?? throw new InvalidOperationException($"The connection string '{connectionName}' is missing."));
                dataSource.UseLoggerFactory(services.GetService<ILoggerFactory>());
                configureDataSourceBuilder?.Invoke(dataSource);
                return dataSource.Build();
            });
        }
    }
}
