using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Documents;

/// <summary>
/// Documents in PostgreSQL: a table a collection, the body as jsonb under a GIN index that answers every pattern (<c>body @&gt; pattern</c>).
/// The table is made on first use.
/// </summary>
public sealed class PostgresDocumentCollection<T> : IDocumentCollection<T>, IDisposable
    where T : class
{
    // Replicas that start together make their tables one after the other. Any constant will do.
    private const long LockKey = 0x4C50_444F_4355_4D54;

    private readonly NpgsqlDataSource _database;
    private readonly DocumentDefinition<T> _definition;
    private readonly OnFirstUse _table;

    public PostgresDocumentCollection(NpgsqlDataSource database, DocumentDefinition<T> definition)
    {
        _database = database;
        _definition = definition;
        _table = new(CreateTableAsync);
    }

    // Names are checked by the definition; quoting keeps SQL's own words usable.
    private string Table => $"\"{_definition.Name}\"";

    /// <inheritdoc/>
    public async Task<Document<T>?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await _table.EnsureAsync(cancellationToken);
        await using var command = _database.CreateCommand($"select id, version, body from {Table} where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <inheritdoc/>
    public async Task<long?> VersionAsync(Guid id, CancellationToken cancellationToken)
    {
        await _table.EnsureAsync(cancellationToken);
        await using var command = _database.CreateCommand($"select version from {Table} where id = $1");
        command.Parameters.Add(new() { Value = id });
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Document<T>>> FindAsync(DocumentQuery query, CancellationToken cancellationToken)
    {
        await _table.EnsureAsync(cancellationToken);
        await using var command = _database.CreateCommand();
        command.CommandText = Select(query, command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<Document<T>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            page.Add(Read(reader));
        }

        return page;
    }

    /// <inheritdoc/>
    public async Task<int> CountAsync(DocumentPattern pattern, int most, CancellationToken cancellationToken)
    {
        await _table.EnsureAsync(cancellationToken);
        await using var command = _database.CreateCommand();
        var held = Holding(pattern, command.Parameters);
        command.Parameters.Add(new() { Value = most });
        command.CommandText = $"select count(*)::int from (select 1 from {Table} where {held} limit ${command.Parameters.Count}) held";
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <inheritdoc/>
    public Task<bool> InsertAsync(Guid id, T body, CancellationToken cancellationToken) => ChangeAsync(
        $"insert into {Table} (id, version, body) values ($1, 1, $2) on conflict (id) do nothing",
        [new() { Value = id }, Json(_definition.Serialize(body))],
        cancellationToken);

    /// <inheritdoc/>
    public async Task<HashSet<Guid>> InsertManyAsync(IReadOnlyCollection<Document<T>> documents, CancellationToken cancellationToken)
    {
        await _table.EnsureAsync(cancellationToken);
        // In the order of their ids: two that store the same documents at the same time wait for each other, but not in a circle.
        await using var command = _database.CreateCommand(
            $"""
            insert into {Table} (id, version, body)
            select id, 1, body from unnest($1, $2) as fresh (id, body) order by id
            on conflict (id) do nothing
            returning id
            """);
        command.Parameters.Add(new() { Value = documents.Select(document => document.Id).ToArray() });
        command.Parameters.Add(new()
        {
            Value = documents.Select(document => _definition.Serialize(document.Body)).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Jsonb | NpgsqlDbType.Array,
        });
        return await RejectingAsync(async () =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var stored = new HashSet<Guid>();
            while (await reader.ReadAsync(cancellationToken))
            {
                stored.Add(reader.GetGuid(0));
            }

            return stored;
        });
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(Guid id, long version, T body, CancellationToken cancellationToken) => ChangeAsync(
        $"update {Table} set version = version + 1, body = $2 where id = $1 and version = $3",
        [new() { Value = id }, Json(_definition.Serialize(body)), new() { Value = version }],
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken) =>
        ChangeAsync($"delete from {Table} where id = $1", [new() { Value = id }], cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(Guid id, long version, CancellationToken cancellationToken) => ChangeAsync(
        $"delete from {Table} where id = $1 and version = $2", [new() { Value = id }, new() { Value = version }], cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _table.Dispose();

    private static NpgsqlParameter Json(byte[] json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb };

    // A path of one level is an ordinary index column; deeper ones lead through arrays, which only the GIN index can search.
    private IEnumerable<string> KeyColumns() => _definition.Indexes.Where(path => !path.Contains('.', StringComparison.Ordinal));

    private Document<T> Read(NpgsqlDataReader reader) =>
        new(reader.GetGuid(0), reader.GetInt64(1), _definition.Deserialize(reader.GetFieldValue<byte[]>(2)));

    private string Select(DocumentQuery query, NpgsqlParameterCollection parameters)
    {
        var sql = new StringBuilder($"select id, version, body from {Table} where {Holding(query.Pattern, parameters)}");
        if (query.After is { } after)
        {
            parameters.Add(new() { Value = after });
            sql.Append($" and id {(query.Descending ? '<' : '>')} ${parameters.Count}");
        }

        parameters.Add(new() { Value = query.Limit });
        return sql.Append($" order by id {(query.Descending ? "desc" : "asc")} limit ${parameters.Count}").ToString();
    }

    /// <summary>The condition that a document holds the pattern.</summary>
    private string Holding(DocumentPattern pattern, NpgsqlParameterCollection parameters)
    {
        var sql = new StringBuilder("true");
        if (!pattern.IsEmpty)
        {
            parameters.Add(Json(Encoding.UTF8.GetBytes(pattern.Root.GetRawText())));
            sql.Append($" and body @> ${parameters.Count}");
        }

        // Says nothing that the containment hasn't said, but lets the planner read the page straight from the (value, id) index.
        foreach (var key in KeyColumns())
        {
            if (pattern.Root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String)
            {
                parameters.Add(new() { Value = value.GetString() });
                sql.Append($" and (body ->> '{key}') = ${parameters.Count}");
            }
        }

        return sql.ToString();
    }

    private async Task<bool> ChangeAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await _table.EnsureAsync(cancellationToken);
        await using var command = _database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return await RejectingAsync(async () => await command.ExecuteNonQueryAsync(cancellationToken) == 1);
    }

    private static async Task<TResult> RejectingAsync<TResult>(Func<Task<TResult>> write)
    {
        try
        {
            return await write();
        }
        catch (PostgresException exception) when (exception.SqlState
            is PostgresErrorCodes.UntranslatableCharacter
            or PostgresErrorCodes.NumericValueOutOfRange
            or PostgresErrorCodes.StatementTooComplex)
        {
            throw new DocumentRejectedException("The document has a NUL, a number out of range, or is nested too deep.", exception);
        }
    }

    private async Task CreateTableAsync(CancellationToken cancellationToken)
    {
        var name = _definition.Name;
        var sql = new StringBuilder(
            $"""
            select pg_advisory_xact_lock({LockKey});
            create table if not exists {Table} (id uuid primary key, version bigint not null, body jsonb not null);
            create index if not exists "{name}_body" on {Table} using gin (body jsonb_path_ops);
            """);
        foreach (var key in KeyColumns())
        {
            sql.Append($"create index if not exists \"{name}_by_{key}\" on {Table} ((body ->> '{key}'), id);");
        }

        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql.ToString(), connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
