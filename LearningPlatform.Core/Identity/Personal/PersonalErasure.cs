using LearningPlatform.Core.Events;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Mail;
using Npgsql;

namespace LearningPlatform.Core.Identity.Personal;

/// <summary>
/// Erases an account: files first, which can be removed twice; then everything in the database, in one transaction with the note that
/// it is done. A crash half-way leaves a request that is still pending, and the next worker starts over.
/// </summary>
public sealed class PersonalErasure(
    ObjectStorage storage, IEnumerable<IPersonalData> modules, MailTemplates templates, TimeProvider time)
{
    public async Task EraseAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid userId, CancellationToken cancellationToken)
    {
        await RemoveFilesAsync(connection, transaction, userId, cancellationToken);
        foreach (var module in modules)
        {
            await module.EraseAsync(userId, connection, transaction, cancellationToken);
        }

        var farewell = await FarewellAsync(connection, transaction, userId, cancellationToken);
        await AccountRows.EraseAsync(connection, transaction, userId, cancellationToken);
        await AnonymiseAsync(connection, transaction, userId, farewell, cancellationToken);
    }

    private async Task RemoveFilesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid userId, CancellationToken cancellationToken)
    {
        foreach (var module in modules)
        {
            foreach (var file in (await module.FilesAsync(userId, cancellationToken)).Where(file => !file.Stays))
            {
                await storage.DeleteAsync(file.Bucket, file.Key, cancellationToken);
            }
        }

        await using var exports = connection.Command(
            "select object_key from data_requests where user_id = $1 and object_key is not null", transaction, userId);
        var keys = new List<string>();
        await using (var reader = await exports.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                keys.Add(reader.GetString(0));
            }
        }

        foreach (var key in keys)
        {
            await storage.DeleteAsync(Buckets.Exports, key, cancellationToken);
        }
    }

    /// <summary>The last mail; composed while the address is still known.</summary>
    private async Task<ComposedMail> FarewellAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "select u.email, u.first_name, coalesce(p.language, 'en') from users u left join user_profiles p on p.user_id = u.id where u.id = $1",
            transaction, userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return templates.Compose(MailKind.AccountErased, reader.GetString(0), reader.GetString(1), reader.GetString(2));
    }

    private async Task AnonymiseAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid userId, ComposedMail farewell, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With(
                """
                update users set email = 'deleted-' || id || '@deleted.invalid', username = null, password_hash = null, first_name = 'Deleted',
                                 last_name = 'user', display_name = 'Deleted user', avatar_url = null, role = 'student',
                                 email_verified_at = null, erased_at = $2, updated_at = $2, version = version + 1
                where id = $1
                """,
                userId, now)
            .With("delete from registrations where email = $1", farewell.To)
            .With("delete from outgoing_mails where recipient = $1", farewell.To)
            .With("delete from undeliverable_addresses where address = $1", farewell.To)
            .With("delete from idempotency_keys where scope = $1", $"user:{userId}")
            .With("update data_requests set object_key = null where user_id = $1", userId)
            .WithMail(farewell, now)
            .WithAudit(new(AuditActions.ErasureFinished, null, userId, null), now);
        batch.BatchCommands.Add(OutboxMessage.Of(new UserDeleted(), userId, null, time).ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
