using LearningPlatform.Core.Documents;
using MongoDB.Driver;

namespace LearningPlatform.DocumentTests;

/// <summary>The contract over the MongoDB that <c>LEARNING_TEST_MONGO</c> names (<c>mongodb://…</c>), in a database that is dropped afterwards.</summary>
[RequiresEnvironment("LEARNING_TEST_MONGO")]
public sealed class MongoDocumentTests : DocumentContract, IDisposable
{
    private readonly Lazy<MongoClient> _client = new(() => new(Environment.GetEnvironmentVariable("LEARNING_TEST_MONGO")));
    private readonly string _database = $"learning_test_{Guid.NewGuid():N}";

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.DropDatabase(_database);
            _client.Value.Dispose();
        }
    }

    protected override IDocumentCollection<T> Open<T>(DocumentDefinition<T> definition) =>
        new MongoDocumentCollection<T>(_client.Value.GetDatabase(_database), definition);
}
