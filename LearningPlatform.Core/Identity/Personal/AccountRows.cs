using System.Text.Json.Nodes;
using Npgsql;

namespace LearningPlatform.Core.Identity.Personal;

/// <summary>A column that names an account.</summary>
/// <param name="Table">As SQL writes it.</param>
/// <param name="Column">The foreign key.</param>
/// <param name="Secrets">Columns with hashes and tokens: of no use to their owner, and dangerous in a file.</param>
/// <param name="GoesWithAccount">On delete cascade.</param>
/// <param name="LosesAccount">On delete set null.</param>
internal sealed record AccountColumn(
    string Table, string Column, IReadOnlyList<string> Secrets, bool GoesWithAccount, bool LosesAccount);

/// <summary>
/// Every row that points at an account, found by the schema itself: a new table is exported and erased from its first day on, as its
/// foreign key says.
/// </summary>
internal static class AccountRows
{
    private const string Catalog =
        """
        select c.conrelid::regclass::text, quote_ident(a.attname), c.confdeltype::text,
               array(select s.attname::text from pg_attribute s
                     where s.attrelid = c.conrelid and not s.attisdropped and s.attnum > 0 and s.atttypid = 'bytea'::regtype)
        from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid = 'users'::regclass and cardinality(c.conkey) = 1
        order by 1, 2
        """;

    public static async Task<IReadOnlyList<AccountColumn>> FindAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(Catalog, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var columns = new List<AccountColumn>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var onDelete = reader.GetString(2);
            columns.Add(new(
                reader.GetString(0), reader.GetString(1), [.. reader.GetFieldValue<string[]>(3), "password_hash"],
                onDelete == "c", onDelete == "n"));
        }

        return columns;
    }

    /// <summary>Table → its rows about <paramref name="userId"/>; empty tables are left out.</summary>
    public static async Task<JsonObject> ExportAsync(NpgsqlConnection connection, Guid userId, CancellationToken cancellationToken)
    {
        var tables = new JsonObject();
        foreach (var column in await FindAsync(connection, null, cancellationToken))
        {
            await using var command = connection.Command(
                $"select jsonb_agg(to_jsonb(t) - $2::text[])::text from {column.Table} t where {column.Column} = $1",
                null, userId, column.Secrets.ToArray());
            if (await command.ExecuteScalarAsync(cancellationToken) is string rows)
            {
                // Two columns of one table (friends) make two entries: what is somebody's own and what they take part in.
                var name = tables.ContainsKey(column.Table) ? $"{column.Table}_by_{column.Column}" : column.Table;
                tables[name] = JsonNode.Parse(rows);
            }
        }

        return tables;
    }

    /// <summary>Does to each row what its foreign key says of an account that goes.</summary>
    public static async Task EraseAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid userId, CancellationToken cancellationToken)
    {
        foreach (var column in await FindAsync(connection, transaction, cancellationToken))
        {
            var sql = column.GoesWithAccount ? $"delete from {column.Table} where {column.Column} = $1"
                : column.LosesAccount ? $"update {column.Table} set {column.Column} = null where {column.Column} = $1"
                : null;
            if (sql is not null)
            {
                await using var command = connection.Command(sql, transaction, userId);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }
}
