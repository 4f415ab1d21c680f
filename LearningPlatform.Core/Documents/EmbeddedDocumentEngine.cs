using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LearningPlatform.Core.Documents;

/// <summary>Engine=embedded: documents live in PostgreSQL. The other engine's counterpart is <c>MongoDocumentEngine.cs</c>.</summary>
internal static class DocumentEngine
{
    public static IDocumentCollection<T> Open<T>(IServiceProvider services, DocumentDefinition<T> definition)
        where T : class =>
        new PostgresDocumentCollection<T>(services.GetRequiredKeyedService<NpgsqlDataSource>(DocumentServices.ConnectionName), definition);
}
