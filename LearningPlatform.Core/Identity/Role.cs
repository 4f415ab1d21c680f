namespace LearningPlatform.Core.Identity;

/// <summary>What a person may do on the whole platform. Document 5 calls students learners: both names are read, <c>student</c> is written.</summary>
public enum Role
{
    Student,
    Instructor,
    Admin,
}

/// <summary>The roles' names as the database, tokens and JSON carry them.</summary>
public static class Roles
{
    public const string Student = "student";
    public const string Instructor = "instructor";
    public const string Admin = "admin";

    /// <summary>The name that is stored and sent.</summary>
    public static string Name(this Role role) => role switch
    {
        Role.Admin => Admin,
        Role.Instructor => Instructor,
        _ => Student,
    };

    /// <summary>Reads a name, in any case, <c>learner</c> and <c>user</c> included; false for anything else.</summary>
    public static bool TryParse(string? name, out Role role)
    {
        (var known, role) = name?.Trim().ToLowerInvariant() switch
        {
            Admin => (true, Role.Admin),
            Instructor => (true, Role.Instructor),
            Student or "learner" or "user" => (true, Role.Student),
            _ => (false, Role.Student),
        };
        return known;
    }
}
