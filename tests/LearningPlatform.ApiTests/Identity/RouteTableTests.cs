using LearningPlatform.ApiTests.Platform;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Identity;

/// <summary>Every route of accounts, asked by everybody: a stranger, the student whom it is about, another one, an instructor, an admin.</summary>
public sealed class RouteTableTests(StoresFixture stores) : OwnIdentityTest(stores), IRoleTable
{
    private const string Nothing = "01900000-0000-7000-8000-000000000000";

    private static readonly RoleRow[] Table =
    [
        // who:                                                                          stranger other instr. admin student
        new("POST", "/api/v1/auth/register", [201, 201, 201, 201, 201], new { email = "new@example.com", password = Password, first_name = "N" }),
        new("POST", "/api/v1/auth/verify-email", [400, 400, 400, 400, 400], new { token = "x" }),
        new("POST", "/api/v1/auth/resend-verification", [200, 200, 200, 200, 200], new { email = "new@example.com" }),
        new("POST", "/api/v1/auth/login", [401, 401, 401, 401, 401], new { username = "nobody", password = "wrong" }),
        new("POST", "/api/v1/auth/refresh", [401, 401, 401, 401, 401], new { refresh_token = "x" }),
        new("POST", "/api/v1/auth/logout", [401, 204, 204, 204, 204]),
        new("POST", "/api/v1/auth/logout-all", [401, 204, 204, 204, 204]),
        new("GET", "/api/v1/auth/sessions", [401, 200, 200, 200, 200]),
        new("DELETE", $"/api/v1/auth/sessions/{Nothing}", [401, 404, 404, 404, 404]),
        new("POST", "/api/v1/auth/forgot-password", [200, 200, 200, 200, 200], new { email = "nobody@example.com" }),
        new("POST", "/api/v1/auth/reset-password", [400, 400, 400, 400, 400], new { token = "x", new_password = Password }),
        new("POST", "/api/v1/auth/change-password", [401, 400, 400, 400, 400], new { current_password = "wrong", new_password = Password }),
        new("GET", "/api/v1/auth/google", [404, 404, 404, 404, 404]),
        new("GET", "/api/v1/auth/google/callback", [404, 404, 404, 404, 404]),
        new("POST", "/api/v1/auth/google", [404, 404, 404, 404, 404], new { code = "x" }),
        new("GET", "/api/v1/auth/github", [404, 404, 404, 404, 404]),
        new("GET", "/api/v1/auth/github/callback", [404, 404, 404, 404, 404]),
        new("POST", "/api/v1/auth/github", [404, 404, 404, 404, 404], new { code = "x" }),
        new("GET", "/api/v1/auth/me", [401, 200, 200, 200, 200]),
        new("PUT", "/api/v1/auth/me", [401, 200, 200, 200, 200], new { first_name = "N" }),
        new("GET", "/api/v1/auth/profile", [401, 200, 200, 200, 200]),
        new("PUT", "/api/v1/auth/profile", [401, 200, 200, 200, 200], new { first_name = "N" }),
        new("GET", "/api/v1/users/profile", [401, 200, 200, 200, 200]),
        new("PUT", "/api/v1/users/profile", [401, 200, 200, 200, 200], new { first_name = "N" }),
        new("PUT", "/api/v1/users/profile/avatar", [401, 404, 404, 404, 404], new { upload_id = Nothing }),
        new("GET", "/api/v1/users/{student}/avatar", [404, 404, 404, 404, 404]),
        new("GET", "/api/v1/users/preferences", [401, 200, 200, 200, 200]),
        new("PUT", "/api/v1/users/preferences", [401, 200, 200, 200, 200], new { privacy = new { profile = "everyone" } }),
        new("GET", "/api/v1/auth/xp", [401, 200, 200, 200, 200]),
        new("GET", "/api/v1/users/achievements", [401, 200, 200, 200, 200]),
        new("GET", "/api/v1/users/skills", [401, 200, 200, 200, 200]),
        new("GET", "/api/v1/users/{student}", [401, 200, 200, 200, 200]),
        new("PUT", "/api/v1/users/{student}", [401, 403, 403, 200, 200], new { first_name = "N" }),
        new("GET", "/api/v1/users/{student}/roles", [401, 403, 403, 200, 200]),
        new("PUT", "/api/v1/users/{student}/roles", [401, 403, 403, 200, 403], new { role = "instructor" }),
        new("GET", "/api/v1/users/me/export", [401, 200, 200, 200, 200]),
        new("POST", "/api/v1/users/me/export", [401, 201, 201, 201, 201]),
        new("DELETE", "/api/v1/users/me", [401, 200, 200, 200, 200]),
        new("GET", $"/api/v1/users/erasures/{Nothing}", [404, 404, 404, 404, 404]),
        new("GET", "/api/v1/friends", [401, 200, 200, 200, 200]),
        new("POST", "/api/v1/friends/request", [401, 201, 201, 201, 400], new { user_id = "{student}" }),
        new("PUT", $"/api/v1/friends/{Nothing}/accept", [401, 404, 404, 404, 404]),
        new("PUT", $"/api/v1/friends/{Nothing}/reject", [401, 404, 404, 404, 404]),
        new("DELETE", $"/api/v1/friends/{Nothing}", [401, 404, 404, 404, 404]),
        new("GET", "/api/v1/leaderboard", [401, 200, 200, 200, 200]),
        new("GET", "/api/v1/analytics/leaderboard", [401, 200, 200, 200, 200]),
        new("GET", "/api/v1/leaderboard/user/{student}", [401, 200, 200, 200, 200]),
        new("GET", "/api/v1/admin/audit", [401, 403, 403, 200, 403]),
        new("GET", "/.well-known/jwks.json", [200, 200, 200, 200, 200]),
        new("GET", "/.well-known/openid-configuration", [200, 200, 200, 200, 200]),
        new("GET", "/dev/mailbox", [200, 200, 200, 200, 200]),
        new("POST", "/account/verify-email", [400, 400, 400, 400, 400], Form),
        new("POST", "/account/reset-password", [400, 400, 400, 400, 400], Form),
        new("GET", "/account/verify-email", [200, 200, 200, 200, 200]),
        new("GET", "/account/reset-password", [200, 200, 200, 200, 200]),
    ];

    private static Func<HttpContent> Form => () => new FormUrlEncodedContent(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = "x", ["new_password"] = Password });

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, row.Path));

    [Fact]
    public async Task Every_route_answers_everybody_as_the_table_says()
    {
        var differences = new List<string>();
        foreach (var row in Table)
        {
            // New people for each route, and the student last: some routes end what they are about.
            var student = await Api.SignInAsAsync(Role.Student);
            var callers = new (string Role, HttpClient Client)[]
            {
                ("stranger", Api.Stranger()),
                ("other student", (await Api.SignInAsAsync(Role.Student)).Client),
                ("instructor", (await Api.SignInAsAsync(Role.Instructor)).Client),
                ("admin", (await Api.SignInAsAsync(Role.Admin)).Client),
                ("student", student.Client),
            };
            differences.AddRange(
                await row.DifferencesAsync(callers, new Dictionary<string, Guid>(StringComparer.Ordinal) { ["student"] = student.Id }));
        }

        differences.ShouldBeEmpty();
    }
}
