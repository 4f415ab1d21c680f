using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting
{
    /// <summary>Puts the app model together.</summary>
    public interface IDistributedApplicationBuilder
    {
        ConfigurationManager Configuration { get; }

        /// <summary>The folder of the AppHost's project; relative project paths start here.</summary>
        string AppHostDirectory { get; }

        Assembly? AppHostAssembly { get; }

        IHostEnvironment Environment { get; }

        IServiceCollection Services { get; }

        DistributedApplicationExecutionContext ExecutionContext { get; }

        IResourceCollection Resources { get; }

        IResourceBuilder<T> AddResource<T>(T resource)
            where T : IResource;

        IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
            where T : IResource;

        DistributedApplication Build();
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A resource of an app model that is being put together.</summary>
    public interface IResourceBuilder<out T>
        where T : IResource
    {
        IDistributedApplicationBuilder ApplicationBuilder { get; }

        T Resource { get; }

        IResourceBuilder<T> WithAnnotation<TAnnotation>(
            TAnnotation annotation, ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
            where TAnnotation : IResourceAnnotation;
    }

    /// <summary>The app model's resources, in the order in which they were added.</summary>
    public interface IResourceCollection : IList<IResource>
    {
        bool TryGetByName(string name, [NotNullWhen(true)] out IResource? resource);
    }

    /// <summary>The app model as it runs.</summary>
    public class DistributedApplicationModel(IResourceCollection resources)
    {
        public IResourceCollection Resources { get; } = resources;
    }
}
