using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the app model: a store, a service, a parameter.</summary>
public interface IResource
{
    string Name { get; }

    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>Something said about a resource: an endpoint, a wait, an environment variable.</summary>
public interface IResourceAnnotation;

/// <summary>A resource's annotations, in the order in which the app model adds them.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

/// <summary>What <see cref="IResourceBuilder{T}.WithAnnotation{TAnnotation}(TAnnotation, ResourceAnnotationMutationBehavior)"/> does with earlier annotations of the type.</summary>
public enum ResourceAnnotationMutationBehavior
{
    Append,
    Replace
}

/// <inheritdoc cref="IResource"/>
public abstract class Resource : IResource
{
    /// <param name="name">Letters, digits and hyphens, starting with a letter; at most 64, as Aspire has it.</param>
    protected Resource(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > 64 || !char.IsAsciiLetter(name[0]) || name[^1] == '-' || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new ArgumentException($"Resource name '{name}' is invalid. A name has letters, digits and hyphens, starts with a letter and has at most 64 characters.", nameof(name));
        }

        Name = name;
    }

    public virtual string Name { get; }

    public virtual ResourceAnnotationCollection Annotations { get; } = [];

    public override string ToString() => $"{GetType().Name} {Name}";
}
