using System.Buffers.Text;
using System.Security.Cryptography;
using LearningPlatform.Core.Identity.Keys;
using Npgsql;

namespace LearningPlatform.Core.Identity.Limits;

/// <summary>
/// Devices that an account has signed in from: they keep tries of their own while strangers use up theirs. A browser shows the mark
/// that it got at its last sign-in; for other clients the address counts, if a session was started from it.
/// </summary>
public sealed class KnownDevices(NpgsqlDataSource database, KeyEncryption encryption)
{
    private const int IdSize = 16;

    /// <summary>A mark for the device, to be shown at its next sign-in; good for this account only.</summary>
    public string NewMark(Guid userId)
    {
        var id = RandomNumberGenerator.GetBytes(IdSize);
        return Base64Url.EncodeToString([.. id, .. encryption.DeviceMark(userId, id)]);
    }

    /// <summary>Whether the account knows the device. Costs the same without an account (<paramref name="userId"/> null).</summary>
    public async Task<Recognition> RecognizeAsync(Guid? userId, string? mark, string address, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select exists (select 1 from sessions where user_id = $1 and address = $2), exists (select 1 from sessions where user_id = $1)
            """,
            userId ?? Guid.Empty, address);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var knownAs = IdOf(userId ?? Guid.Empty, mark) ?? (reader.GetBoolean(0) ? address : null);
        return new(knownAs, knownAs is null && reader.GetBoolean(1));
    }

    private string? IdOf(Guid userId, string? mark)
    {
        if (mark is not { Length: 64 } || !Base64Url.IsValid(mark, out var size) || size != 48)
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(mark);
        var id = bytes.AsSpan(0, IdSize);
        return CryptographicOperations.FixedTimeEquals(encryption.DeviceMark(userId, id), bytes.AsSpan(IdSize))
            ? Convert.ToHexStringLower(id)
            : null;
    }
}

/// <summary>What an account knows of a device.</summary>
/// <param name="KnownAs">A name for it; null for a stranger.</param>
/// <param name="IsNew">The account has been signed in to before, but not from here: its owner is told.</param>
public sealed record Recognition(string? KnownAs, bool IsNew);
