using System.Text.Json;
using LearningPlatform.ServiceDefaults.Authentication;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Api.Http;

/// <summary>A request under its key.</summary>
/// <param name="Scope">The account, or the address of who has none: keys of different callers never meet.</param>
/// <param name="Key">The client's.</param>
/// <param name="Hash">SHA-256 over method, address and body.</param>
internal sealed record IdempotentRequest(string Scope, string Key, byte[] Hash);

/// <summary>Whether a request may run, and otherwise what is known of the first one.</summary>
internal readonly record struct IdempotencyClaim(bool Mine, bool SameRequest, RecordedAnswer? Answer);

/// <summary>Claims keys and keeps the answers, in the relational database: a key outlives any replica and any restart of Redis.</summary>
internal sealed class IdempotencyKeys(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    // A request that died with its process leaves its claim behind; after this long another one may take it over.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);

    public static string ScopeOf(HttpContext context) =>
        context.User.CallerOrNull() is { } caller ? $"user:{caller.UserId:N}" : $"ip:{context.Connection.RemoteIpAddress}";

    public async Task<IdempotencyClaim> ClaimAsync(IdempotentRequest request, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            with claimed as (
                insert into idempotency_keys (scope, key, request_hash, created_at) values ($1, $2, $3, $4)
                on conflict (scope, key) do update set request_hash = $3, created_at = $4, status = null, headers = null, body = null
                where idempotency_keys.created_at < $5
                   or (idempotency_keys.status is null and idempotency_keys.created_at < $6)
                returning true as mine
            )
            select (select mine from claimed), k.request_hash, k.status, k.headers, k.body
            from (select 1) as one left join idempotency_keys k on k.scope = $1 and k.key = $2
            """,
            request);
        var now = time.GetUtcNow();
        command.Parameters.Add(new() { Value = request.Hash });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now - Lifetime });
        command.Parameters.Add(new() { Value = now - Abandoned });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (!reader.IsDBNull(0))
        {
            return new(true, true, null);
        }

        // Inserted by another between the two halves of the statement: it runs right now.
        if (reader.IsDBNull(1))
        {
            return new(false, true, null);
        }

        var same = reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(request.Hash);
        var answer = reader.IsDBNull(2)
            ? null
            : new RecordedAnswer(
                reader.GetInt16(2),
                JsonSerializer.Deserialize(reader.GetString(3), RecordedAnswerJson.Default.DictionaryStringString)!,
                reader.GetFieldValue<byte[]>(4));
        return new(false, same, answer);
    }

    public async Task KeepAsync(IdempotentRequest request, RecordedAnswer answer, CancellationToken cancellationToken)
    {
        await using var command = Command("update idempotency_keys set status = $3, headers = $4, body = $5 where scope = $1 and key = $2", request);
        command.Parameters.Add(new() { Value = (short)answer.Status });
        command.Parameters.Add(new()
        {
            Value = JsonSerializer.Serialize(answer.Headers, RecordedAnswerJson.Default.DictionaryStringString),
            NpgsqlDbType = NpgsqlDbType.Jsonb,
        });
        command.Parameters.Add(new() { Value = answer.Body });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives the key back: the request failed on our side and may be tried again.</summary>
    public async Task ReleaseAsync(IdempotentRequest request, CancellationToken cancellationToken)
    {
        await using var command = Command("delete from idempotency_keys where scope = $1 and key = $2 and status is null", request);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, IdempotentRequest request)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = request.Scope });
        command.Parameters.Add(new() { Value = request.Key });
        return command;
    }
}
