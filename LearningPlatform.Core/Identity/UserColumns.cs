using Npgsql;

namespace LearningPlatform.Core.Identity;

/// <summary>A whole row of <c>users</c> in hand-written SQL.</summary>
internal static class UserColumns
{
    private static readonly string[] Names =
    [
        "id", "email", "username", "password_hash", "first_name", "last_name", "display_name", "avatar_url", "role", "email_verified_at",
        "created_at", "updated_at", "version",
    ];

    /// <summary>The columns to select from the table that is called <paramref name="alias"/>.</summary>
    public static string Of(string alias) => string.Join(", ", Names.Select(name => $"{alias}.{name}"));

    /// <summary>Reads them, the first being column <paramref name="at"/>.</summary>
    public static User Read(NpgsqlDataReader reader, int at)
    {
        return new()
        {
            Id = reader.GetGuid(at),
            Email = reader.GetString(at + 1),
            Username = reader.Maybe<string>(at + 2),
            PasswordHash = reader.Maybe<string>(at + 3),
            FirstName = reader.GetString(at + 4),
            LastName = reader.GetString(at + 5),
            DisplayName = reader.GetString(at + 6),
            AvatarUrl = reader.Maybe<string>(at + 7),
            Role = Roles.TryParse(reader.GetString(at + 8), out var role) ? role : Role.Student,
            EmailVerifiedAt = reader.MaybeTime(at + 9),
            CreatedAt = reader.Time(at + 10),
            UpdatedAt = reader.Time(at + 11),
            Version = reader.GetInt32(at + 12),
        };
    }
}
