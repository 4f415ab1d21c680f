using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Keys;
using Npgsql;

namespace LearningPlatform.Core.Learning.Labs;

/// <summary>A delivery's headers, as the Standard Webhooks specification names them.</summary>
/// <param name="Id"><c>webhook-id</c>: a delivery that is repeated has the same.</param>
/// <param name="Timestamp"><c>webhook-timestamp</c>: Unix seconds.</param>
/// <param name="Signatures"><c>webhook-signature</c>: <c>v1,</c> and Base64, several with spaces between.</param>
public sealed record WebhookHeaders(string? Id, string? Timestamp, string? Signatures);

/// <summary>What a checker outside the platform found.</summary>
/// <param name="AttemptId">The attempt; or else <paramref name="UserId"/>.</param>
/// <param name="UserId">The learner, for the attempt of theirs that waits.</param>
/// <param name="Verdict">What it found.</param>
public sealed record WebhookVerdict(Guid? AttemptId, Guid? UserId, LabVerdict Verdict);

/// <summary>
/// Signatures after the Standard Webhooks specification: HMAC-SHA256 over <c>id.timestamp.body</c>, so that the libraries there are can
/// sign for it. Whoever records a delivery can repeat it for five minutes only, and to no effect.
/// </summary>
public static class WebhookSignature
{
    public const string SecretPrefix = "whsec_";
    public const int IdMaxLength = 100;
    private const int SecretBytes = 32;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>As it is shown, once.</summary>
    public static string Show(byte[] secret) => SecretPrefix + Convert.ToBase64String(secret);

    /// <summary>The signature of a delivery, without its <c>v1,</c>.</summary>
    public static string Sign(byte[] secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes($"{id}.{timestamp}.");
        return Convert.ToBase64String(HMACSHA256.HashData(secret, (byte[])[.. head, .. body]));
    }

    /// <summary>Whether the delivery was signed with the secret, and lately.</summary>
    public static bool IsValid(byte[] secret, WebhookHeaders headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (headers is not { Id: { Length: > 0 and <= IdMaxLength } id, Timestamp: { } timestamp, Signatures: { } signatures }
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
        {
            return false;
        }

        var expected = Encoding.ASCII.GetBytes($"v1,{Sign(secret, id, timestamp, body)}");
        var isValid = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            isValid |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected);
        }

        return isValid;
    }
}

/// <summary>A lab's webhook: its secret, and what comes in by it.</summary>
public sealed class LabWebhook(
    LearningDbContext db, NpgsqlDataSource database, LabAttempts attempts, KeyEncryption keys, OutboxSignal signal, TimeProvider time)
{
    /// <summary>Makes the lab's secret, in place of the one before.</summary>
    /// <returns>The secret as it is shown this once.</returns>
    public async Task<string> RotateAsync(Lab lab, CancellationToken cancellationToken)
    {
        var secret = WebhookSignature.NewSecret();
        lab.WebhookSecret = keys.EncryptWebhookSecret(secret, lab.Id);
        await db.SaveChangesAsync(cancellationToken);
        return WebhookSignature.Show(secret);
    }

    /// <summary>Whether the delivery is the lab's checker's; a lab without a secret has none.</summary>
    public bool IsSigned(Lab? lab, WebhookHeaders headers, ReadOnlySpan<byte> body) =>
        lab?.WebhookSecret is { } secret
        && WebhookSignature.IsValid(keys.DecryptWebhookSecret(secret, lab.Id), headers, body, time.GetUtcNow());

    /// <summary>Takes a signed delivery. One that came before changes nothing, and is answered as the first.</summary>
    public async Task<Failure?> TakeAsync(Lab lab, string deliveryId, WebhookVerdict found, CancellationToken cancellationToken)
    {
        if (lab.Verification != LabVerification.Webhook)
        {
            return LabFailures.NotForWebhook;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var received = connection.Command(
            "insert into lab_webhook_deliveries (lab_id, delivery_id, received_at) values ($1, $2, $3) on conflict do nothing",
            transaction, lab.Id, deliveryId, time.GetUtcNow());
        if (await received.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return null;
        }

        var attemptId = found.AttemptId ?? await LabAttempts.PendingAsync(connection, lab.Id, found.UserId!.Value, cancellationToken);
        var failure = attemptId is { } id
            ? await attempts.DecideAsync(connection, lab, id, found.Verdict, cancellationToken)
            : LabFailures.AttemptNotFound;
        if (failure is null)
        {
            await transaction.CommitAsync(cancellationToken);
            signal.Raise();
        }

        return failure;
    }
}
