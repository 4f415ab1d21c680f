using Aspire.Hosting.ApplicationModel;
using LearningPlatform.Embedded.Hosting;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Values from outside.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>A value from the configuration's <c>Parameters:{name}</c>, or <c>Parameters:{name with underscores}</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, fallback => Configured(builder, name, fallback), secret));

    /// <summary>A value that the AppHost itself gives.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <inheritdoc cref="AddParameter(IDistributedApplicationBuilder, string, string, bool, bool)"/>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false) =>
        publishValueAsDefault && secret
            ? throw new ArgumentException("A parameter cannot be both secret and published as a default value.", nameof(secret))
            : builder.AddResource(new ParameterResource(name, _ => valueGetter(), secret));

    /// <summary>A configured value, otherwise the default's; a <paramref name="persist"/>ed default stays the same between runs.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        builder.AddResource(new ParameterResource(name, fallback => Configured(builder, name, fallback), secret)
        {
            Default = persist ? Kept(builder, name, value) : value
        });

    /// <summary>A value from any configuration key.</summary>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, fallback => Configured(builder, name, fallback, configurationKey), secret));

    /// <summary>A connection string from the configuration's <c>ConnectionStrings:{name}</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null) =>
        builder.AddResource(new ConfiguredConnectionStringResource(
            name,
            () => builder.Configuration.GetConnectionString(name) ?? throw new MissingParameterValueException($"The connection string '{name}' is missing."),
            environmentVariableName));

    /// <summary>A random password that stays the same between runs; not a resource of its own.</summary>
    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool lower = true,
        bool upper = true,
        bool numeric = true,
        bool special = true,
        int minLower = 0,
        int minUpper = 0,
        int minNumeric = 0,
        int minSpecial = 0)
    {
        var generated = new GenerateParameterDefault
        {
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLower = minLower,
            MinUpper = minUpper,
            MinNumeric = minNumeric,
            MinSpecial = minSpecial
        };
        return new ParameterResource(name, fallback => Configured(builder, name, fallback), secret: true) { Default = Kept(builder, name, generated) };
    }

    private static string Configured(IDistributedApplicationBuilder builder, string name, ParameterDefault? fallback, string? key = null)
    {
        key ??= $"Parameters:{name}";
        return builder.Configuration[key]
            ?? builder.Configuration[key.Replace('-', '_')]
            ?? fallback?.GetDefaultValue()
            ?? throw new MissingParameterValueException(
                $"Parameter resource could not be used because configuration key '{key}' is missing and the Parameter has no default value.");
    }

    private static KeptParameterDefault Kept(IDistributedApplicationBuilder builder, string name, ParameterDefault source) =>
        new(name, source, DataFolder.Of(builder));
}

/// <summary>Connection strings made of other resources' values.</summary>
public static class ConnectionStringBuilderExtensions
{
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, ReferenceExpression connectionStringExpression) =>
        builder.AddResource(new ConnectionStringResource(name, connectionStringExpression));

    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, Action<ReferenceExpressionBuilder> connectionStringBuilder)
    {
        var expression = new ReferenceExpressionBuilder();
        connectionStringBuilder(expression);
        return builder.AddConnectionString(name, expression.Build());
    }
}
