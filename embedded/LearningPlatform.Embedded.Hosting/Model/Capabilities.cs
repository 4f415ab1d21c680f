namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A resource whose process gets environment variables.</summary>
    public interface IResourceWithEnvironment : IResource;

    /// <summary>A resource whose process gets command line arguments.</summary>
    public interface IResourceWithArgs : IResource;

    /// <summary>A resource that listens on ports.</summary>
    public interface IResourceWithEndpoints : IResource;

    /// <summary>A resource whose start can wait for others.</summary>
    public interface IResourceWithWaitSupport : IResource;

    /// <summary>A resource that lives inside another, as a database in its server.</summary>
    public interface IResourceWithParent : IResource
    {
        IResource Parent { get; }
    }

    /// <inheritdoc cref="IResourceWithParent"/>
    public interface IResourceWithParent<out T> : IResourceWithParent
        where T : IResource
    {
        IResource IResourceWithParent.Parent => Parent;

        new T Parent { get; }
    }

    /// <summary>A resource that others reach through a connection string.</summary>
    public interface IResourceWithConnectionString : IResource, IExpressionValue, IValueWithReferences
    {
        ReferenceExpression ConnectionStringExpression { get; }

        /// <summary>The variable that carries the connection string, where it is not <c>ConnectionStrings__{name}</c>.</summary>
        string? ConnectionStringEnvironmentVariable => null;

        string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";

        IEnumerable<object> IValueWithReferences.References => [ConnectionStringExpression];

        ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetConnectionStringAsync(cancellationToken);

        ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
            ConnectionStringExpression.GetValueAsync(cancellationToken);

        /// <summary>The connection string's parts: a referencing service gets each as <c>{NAME}_{PROPERTY}</c>.</summary>
        IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() => [];
    }
}

namespace Aspire.Hosting
{
    /// <summary>A resource whose endpoints referencing services get as <c>services__{name}__{endpoint}__{index}</c>.</summary>
    public interface IResourceWithServiceDiscovery : ApplicationModel.IResourceWithEndpoints;
}
