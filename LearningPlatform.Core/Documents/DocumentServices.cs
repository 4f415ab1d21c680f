using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Documents;

/// <summary>Registers collections; which store keeps them is the engine's business.</summary>
public static class DocumentServices
{
    /// <summary>The connection that every collection is kept behind; the AppHost's resource has this name.</summary>
    public const string ConnectionName = "study";

    /// <summary>
    /// Makes <see cref="IDocumentCollection{T}"/> available. The type's JSON comes from a source-generated context with snake_case names,
    /// which is asked for it with the first document; <paramref name="indexes"/> are the paths that finds usually name
    /// (<see cref="DocumentDefinition{T}.Indexes"/>).
    /// </summary>
    public static IServiceCollection AddDocumentCollection<T>(
        this IServiceCollection services, string name, Func<JsonTypeInfo<T>> typeInfo, params string[] indexes)
        where T : class =>
        services.AddSingleton(provider => DocumentEngine.Open(provider, new DocumentDefinition<T>(name, typeInfo, indexes)));
}
