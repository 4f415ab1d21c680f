using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using LearningPlatform.Core.Files;
using Npgsql;

namespace LearningPlatform.Core.Identity.Personal;

/// <summary>Writes everything that the platform holds on somebody: as JSON, or as a ZIP with that JSON and their files.</summary>
public sealed class PersonalExport(
    NpgsqlDataSource database, ObjectStorage storage, IEnumerable<IPersonalData> modules, TimeProvider time)
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true };

    /// <summary>Writes the export to <paramref name="output"/>.</summary>
    public async Task WriteAsync(Guid userId, string format, Stream output, CancellationToken cancellationToken)
    {
        if (format == "json")
        {
            await WriteJsonAsync(userId, output, cancellationToken);
            return;
        }

        await using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        await using (var entry = await zip.CreateEntry("data.json").OpenAsync(cancellationToken))
        {
            await WriteJsonAsync(userId, entry, cancellationToken);
        }

        var names = new EntryNames();
        foreach (var module in modules)
        {
            foreach (var file in await module.FilesAsync(userId, cancellationToken))
            {
                await CopyAsync(zip, names.Next(module.Name, file.Name), file, cancellationToken);
            }
        }
    }

    private async Task WriteJsonAsync(Guid userId, Stream output, CancellationToken cancellationToken)
    {
        var data = new JsonObject { ["exported_at"] = time.GetUtcNow().UtcDateTime.ToString("O") };
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            data["account"] = await AccountAsync(connection, userId, cancellationToken);
            data["audit_log"] = await AuditAsync(connection, userId, cancellationToken);
            data["records"] = await AccountRows.ExportAsync(connection, userId, cancellationToken);
        }

        foreach (var module in modules)
        {
            if (await module.ExportAsync(userId, cancellationToken) is { } section)
            {
                data[module.Name] = section;
            }
        }

        await using var writer = new Utf8JsonWriter(output, Readable);
        data.WriteTo(writer);
    }

    private async Task CopyAsync(ZipArchive zip, string name, PersonalFile file, CancellationToken cancellationToken)
    {
        await using var stored = await storage.OpenReadAsync(file.Bucket, file.Key, cancellationToken);
        if (stored is not null)
        {
            await using var entry = await zip.CreateEntry(name).OpenAsync(cancellationToken);
            await stored.Content.CopyToAsync(entry, cancellationToken);
        }
    }

    private static async Task<JsonNode?> AccountAsync(NpgsqlConnection connection, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "select (to_jsonb(u) - 'password_hash')::text from users u where id = $1", null, userId);
        return await command.ExecuteScalarAsync(cancellationToken) is string account ? JsonNode.Parse(account) : null;
    }

    private static async Task<JsonNode?> AuditAsync(NpgsqlConnection connection, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            select coalesce(jsonb_agg(jsonb_build_object('at', at, 'action', action, 'network', network, 'details', details) order by id), '[]')::text
            from audit_log where subject_id = $1
            """,
            null, userId);
        return JsonNode.Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!);
    }
}
