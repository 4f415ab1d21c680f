using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;

namespace LearningPlatform.Core.Identity.Audit;

/// <summary>What is recorded; the words stand in the table, so they stay as they are.</summary>
public static class AuditActions
{
    public const string SignIn = "sign_in";
    public const string SignInFailed = "sign_in_failed";
    public const string SignInBlocked = "sign_in_blocked";
    public const string SignOut = "sign_out";
    public const string SessionRevoked = "session_revoked";
    public const string RefreshTokenReused = "refresh_token_reused";
    public const string Registered = "registered";
    public const string AccountCreated = "account_created";
    public const string PasswordChanged = "password_changed";
    public const string PasswordReset = "password_reset";
    public const string PasswordResetRequested = "password_reset_requested";
    public const string LoginLinked = "login_linked";
    public const string RoleChanged = "role_changed";
    public const string UserUpdatedByAdmin = "user_updated_by_admin";
    public const string ExportRequested = "export_requested";
    public const string ExportFinished = "export_finished";
    public const string ErasureRequested = "erasure_requested";
    public const string ErasureFinished = "erasure_finished";
    public const string CertificateRevoked = "certificate_revoked";
    public const string CourseInstructorAdded = "course_instructor_added";
    public const string CourseInstructorRemoved = "course_instructor_removed";
}

/// <summary>Something worth remembering: who did what to whom, from where.</summary>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="ActorId">Who did it; null for a stranger or the platform itself.</param>
/// <param name="SubjectId">Whose account it is about; null when there is none.</param>
/// <param name="Address">The client's address; only its network is kept.</param>
public sealed record AuditEntry(string Action, Guid? ActorId, Guid? SubjectId, string? Address)
{
    /// <summary>Words that explain the entry; never secrets, names or addresses.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>The append-only table <c>audit_log</c>. Entries are written with the change that they report.</summary>
public static class AuditLog
{
    private const string Insert =
        "insert into audit_log (at, action, actor_id, subject_id, network, details) values ($1, $2, $3, $4, $5, $6::jsonb)";

    /// <summary>Adds the entry to <paramref name="batch"/>, that is, to its transaction.</summary>
    public static NpgsqlBatch WithAudit(this NpgsqlBatch batch, AuditEntry entry, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(entry);
        return batch.With(
            Insert, now, entry.Action, entry.ActorId, entry.SubjectId, NetworkOf(entry.Address), JsonSerializer.Serialize(entry.Details));
    }

    /// <summary>Writes an entry on its own: for what changes nothing else, such as a failed sign-in.</summary>
    public static async Task WriteAuditAsync(
        this NpgsqlDataSource database, AuditEntry entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var batch = database.CreateBatch().WithAudit(entry, now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The /24 (IPv4) or /48 (IPv6) that an address is in: enough to see an attack, too little to name a person.</summary>
    public static string? NetworkOf(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
        {
            return null;
        }

        parsed = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        var bytes = parsed.GetAddressBytes();
        var kept = parsed.AddressFamily == AddressFamily.InterNetwork ? 3 : 6;
        Array.Clear(bytes, kept, bytes.Length - kept);
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }
}
