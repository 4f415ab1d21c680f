using LearningPlatform.Core.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Identity;

/// <summary>Every route of accounts, asked by everybody: a stranger, the student whom it is about, another one, an instructor, an admin.</summary>
public sealed class RouteTableTests(StoresFixture stores) : OwnIdentityTest(stores)
{
    private const string Nothing = "01900000-0000-7000-8000-000000000000";

    private static readonly Route[] Table =
    [
        // who:                                                                          stranger student other instr. admin
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
        new("PUT", "/api/v1/users/{student}", [401, 200, 403, 403, 200], new { first_name = "N" }),
        new("GET", "/api/v1/users/{student}/roles", [401, 200, 403, 403, 200]),
        new("PUT", "/api/v1/users/{student}/roles", [401, 403, 403, 403, 200], new { role = "instructor" }),
        new("GET", "/api/v1/users/me/export", [401, 200, 200, 200, 200]),
        new("POST", "/api/v1/users/me/export", [401, 201, 201, 201, 201]),
        new("DELETE", "/api/v1/users/me", [401, 200, 200, 200, 200]),
        new("GET", $"/api/v1/users/erasures/{Nothing}", [404, 404, 404, 404, 404]),
        new("GET", "/api/v1/friends", [401, 200, 200, 200, 200]),
        new("POST", "/api/v1/friends/request", [401, 400, 201, 201, 201], new { user_id = "{student}" }),
        new("PUT", $"/api/v1/friends/{Nothing}/accept", [401, 404, 404, 404, 404]),
        new("PUT", $"/api/v1/friends/{Nothing}/reject", [401, 404, 404, 404, 404]),
        new("DELETE", $"/api/v1/friends/{Nothing}", [401, 404, 404, 404, 404]),
        new("GET", "/api/v1/admin/audit", [401, 403, 403, 403, 200]),
        new("GET", "/.well-known/jwks.json", [200, 200, 200, 200, 200]),
        new("GET", "/.well-known/openid-configuration", [200, 200, 200, 200, 200]),
        new("GET", "/dev/mailbox", [200, 200, 200, 200, 200]),
        new("GET", "/account/verify-email", [200, 200, 200, 200, 200]),
        new("GET", "/account/reset-password", [200, 200, 200, 200, 200]),
    ];

    [Fact]
    public async Task Every_route_answers_everybody_as_the_table_says()
    {
        var differences = new List<string>();
        foreach (var route in Table)
        {
            var student = await Api.SignInAsAsync(Role.Student);
            HttpClient[] callers =
            [
                Api.Stranger(),
                student.Client,
                (await Api.SignInAsAsync(Role.Student)).Client,
                (await Api.SignInAsAsync(Role.Instructor)).Client,
                (await Api.SignInAsAsync(Role.Admin)).Client,
            ];
            // The student last: some routes end what they are about.
            foreach (var who in (int[])[0, 2, 3, 4, 1])
            {
                var status = await route.CallAsync(callers[who], student.Id);
                if (status != route.Expected[who])
                {
                    differences.Add($"{route.Method} {route.Path} by {who}: {status}, not {route.Expected[who]}");
                }
            }
        }

        differences.ShouldBeEmpty();
    }

    [Fact]
    public void The_table_has_every_route()
    {
        var mapped = Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method =>
                $"{method} {Shape("/" + endpoint.RoutePattern.RawText!.Trim('/'))}"))
            .Where(route => Prefixes.Any(prefix => route.Split(' ')[1].StartsWith(prefix, StringComparison.Ordinal)))
            // The pages' forms are posted in the tests of registration and reset.
            .Except(["POST /account/verify-email", "POST /account/reset-password", "GET /api/v1/users/progress"])
            .ToArray();

        mapped.Length.ShouldBeGreaterThan(40);
        mapped.Except(Table.Select(route => $"{route.Method} {Shape(route.Path)}")).ShouldBeEmpty();
    }

    private static readonly string[] Prefixes =
        ["/api/v1/auth", "/api/v1/users", "/api/v1/friends", "/api/v1/admin/audit", "/.well-known", "/dev", "/account"];

    private static string Shape(string path) => System.Text.RegularExpressions.Regex.Replace(
        path.Replace(Nothing, "*", StringComparison.Ordinal), @"\{[^}]*\}", "*", default, TimeSpan.FromSeconds(1));

    private sealed record Route(string Method, string Path, int[] Expected, object? Body = null)
    {
        public async Task<int> CallAsync(HttpClient caller, Guid student)
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(Method), Path.Replace("{student}", student.ToString(), StringComparison.Ordinal));
            if (Body is not null)
            {
                request.Content = new StringContent(
                    JsonSerializer.Serialize(Body).Replace("{student}", student.ToString(), StringComparison.Ordinal),
                    System.Text.Encoding.UTF8, "application/json");
            }

            using var answer = await caller.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }
}
