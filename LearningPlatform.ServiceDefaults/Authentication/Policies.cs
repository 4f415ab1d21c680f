using LearningPlatform.Core.Identity;
using Microsoft.AspNetCore.Authorization;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>The names that <c>RequireAuthorization</c> takes.</summary>
public static class Policies
{
    /// <summary>Anybody who is signed in.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>Instructors and admins.</summary>
    public const string Teacher = "teacher";

    /// <summary>Admins only.</summary>
    public const string Admin = "admin";

    internal static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(SignedIn, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(Teacher, policy => policy.RequireRole(Roles.Instructor, Roles.Admin));
        options.AddPolicy(Admin, policy => policy.RequireRole(Roles.Admin));
    }
}
