using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;

namespace LearningPlatform.Core.Documents;

/// <summary>Engine=aspire: documents live in MongoDB. The other engine's counterpart is <c>EmbeddedDocumentEngine.cs</c>.</summary>
internal static class DocumentEngine
{
    public static IDocumentCollection<T> Open<T>(IServiceProvider services, DocumentDefinition<T> definition)
        where T : class =>
        new MongoDocumentCollection<T>(services.GetRequiredService<IMongoDatabase>(), definition);
}
