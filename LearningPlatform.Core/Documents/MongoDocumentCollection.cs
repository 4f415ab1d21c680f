using MongoDB.Bson;
using MongoDB.Driver;

namespace LearningPlatform.Core.Documents;

/// <summary>
/// Documents in MongoDB, as <c>{ _id, version, body }</c>. Needs no replica set: every write is one document, guarded by its version.
/// </summary>
/// <remarks>
/// <c>_id</c> is a UUID in the standard representation, whose byte order is the order of UUIDv7 in time. The paths the definition declares
/// get an index each; a find by another path reads the whole collection.
/// </remarks>
public sealed class MongoDocumentCollection<T> : IDocumentCollection<T>, IDisposable
    where T : class
{
    private const string Id = "_id";
    private const string Version = "version";
    private const string Body = "body";

    private readonly IMongoCollection<BsonDocument> _documents;
    private readonly DocumentDefinition<T> _definition;
    private readonly OnFirstUse _indexes;

    public MongoDocumentCollection(IMongoDatabase database, DocumentDefinition<T> definition)
    {
        _documents = database.GetCollection<BsonDocument>(definition.Name);
        _definition = definition;
        _indexes = new(CreateIndexesAsync);
    }

    /// <inheritdoc/>
    public async Task<Document<T>?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await _documents.Find(ById(id)).FirstOrDefaultAsync(cancellationToken);
        return found is null ? null : Read(found);
    }

    /// <inheritdoc/>
    public async Task<long?> VersionAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await _documents.Find(ById(id)).Project<BsonDocument>(new BsonDocument(Version, 1)).FirstOrDefaultAsync(cancellationToken);
        return found?[Version].ToInt64();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Document<T>>> FindAsync(DocumentQuery query, CancellationToken cancellationToken)
    {
        await _indexes.EnsureAsync(cancellationToken);
        var filter = MongoPattern.ToFilter(query.Pattern, Body);
        if (query.After is { } after)
        {
            filter.Add(Id, new BsonDocument(query.Descending ? "$lt" : "$gt", Uuid(after)));
        }

        var found = await _documents.Find(filter)
            .Sort(new BsonDocument(Id, query.Descending ? -1 : 1))
            .Limit(query.Limit)
            .ToListAsync(cancellationToken);
        return found.ConvertAll(Read);
    }

    /// <inheritdoc/>
    public async Task<int> CountAsync(DocumentPattern pattern, int most, CancellationToken cancellationToken)
    {
        await _indexes.EnsureAsync(cancellationToken);
        return (int)await _documents.CountDocumentsAsync(
            MongoPattern.ToFilter(pattern, Body), new CountOptions { Limit = most }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> InsertAsync(Guid id, T body, CancellationToken cancellationToken)
    {
        await _indexes.EnsureAsync(cancellationToken);
        try
        {
            await _documents.InsertOneAsync(Write(id, 1, body), options: null, cancellationToken);
            return true;
        }
        catch (MongoWriteException exception) when (exception.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<HashSet<Guid>> InsertManyAsync(IReadOnlyCollection<Document<T>> documents, CancellationToken cancellationToken)
    {
        if (documents.Count == 0)
        {
            return [];
        }

        await _indexes.EnsureAsync(cancellationToken);
        var ids = documents.Select(document => document.Id).ToList();
        var written = documents.Select(document => Write(document.Id, 1, document.Body)).ToList();
        try
        {
            await _documents.InsertManyAsync(written, new InsertManyOptions { IsOrdered = false }, cancellationToken);
            return [.. ids];
        }
        catch (MongoBulkWriteException<BsonDocument> exception) when (
            exception.WriteConcernError is null && exception.WriteErrors.All(error => error.Category == ServerErrorCategory.DuplicateKey))
        {
            var taken = exception.WriteErrors.Select(error => error.Index).ToHashSet();
            return [.. ids.Where((_, index) => !taken.Contains(index))];
        }
    }

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(Guid id, long version, T body, CancellationToken cancellationToken)
    {
        var read = ById(id).Add(Version, version);
        var result = await _documents.ReplaceOneAsync(read, Write(id, version + 1, body), (ReplaceOptions?)null, cancellationToken);
        return result.MatchedCount == 1;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken) =>
        (await _documents.DeleteOneAsync(ById(id), cancellationToken)).DeletedCount == 1;

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(Guid id, long version, CancellationToken cancellationToken) =>
        (await _documents.DeleteOneAsync(ById(id).Add(Version, version), cancellationToken)).DeletedCount == 1;

    /// <inheritdoc/>
    public void Dispose() => _indexes.Dispose();

    private static BsonBinaryData Uuid(Guid id) => new(id, GuidRepresentation.Standard);

    private static BsonDocument ById(Guid id) => new(Id, Uuid(id));

    private BsonDocument Write(Guid id, long version, T body) =>
        ById(id).Add(Version, version).Add(Body, MongoJson.ToBson(_definition.Serialize(body)));

    private Document<T> Read(BsonDocument stored) => new(
        stored[Id].AsBsonBinaryData.ToGuid(GuidRepresentation.Standard),
        stored[Version].ToInt64(),
        _definition.Deserialize(MongoJson.ToJson(stored[Body].AsBsonDocument)));

    private async Task CreateIndexesAsync(CancellationToken cancellationToken)
    {
        var models = _definition.Indexes
            .Select(path => new CreateIndexModel<BsonDocument>(new BsonDocument { { $"{Body}.{path}", 1 }, { Id, 1 } }))
            .ToList();
        if (models.Count > 0)
        {
            await _documents.Indexes.CreateManyAsync(models, cancellationToken);
        }
    }
}
