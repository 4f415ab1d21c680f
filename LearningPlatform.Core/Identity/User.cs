namespace LearningPlatform.Core.Identity;

/// <summary>A person with an account.</summary>
public sealed class User
{
    public const int EmailMaxLength = 255;
    public const int UsernameMaxLength = 50;
    public const int NameMaxLength = 100;
    public const int UrlMaxLength = 500;

    public required Guid Id { get; init; }

    /// <summary>Trimmed and in lower case: addresses are compared by it.</summary>
    public required string Email { get; set; }

    /// <summary>In lower case; null for who signs in by e-mail only.</summary>
    public string? Username { get; set; }

    /// <summary>As ASP.NET Core Identity's hasher writes it; null for who signs in through Google or GitHub only.</summary>
    public string? PasswordHash { get; set; }

    public required string FirstName { get; set; }
    public required string LastName { get; set; }
    public required string DisplayName { get; set; }
    public string? AvatarUrl { get; set; }
    public Role Role { get; set; } = Role.Student;

    /// <summary>When the address was proved to be theirs; null until then.</summary>
    public DateTimeOffset? EmailVerifiedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts the changes; the resource's ETag.</summary>
    public int Version { get; set; } = 1;
}
