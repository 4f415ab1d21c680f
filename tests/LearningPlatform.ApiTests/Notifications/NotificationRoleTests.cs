using LearningPlatform.ApiTests.Platform;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Notifications;

/// <summary>Notifications, following and the events' administration as each role. The notification is the student's.</summary>
public sealed class NotificationRoleTests(StoresFixture stores) : ApiTest(stores), IRoleTable
{
    private static readonly RoleRow[] Table =
    [
        // who:                                                          stranger student other instructor admin
        new("GET", "/api/v1/notifications", [401, 200, 200, 200, 200]),
        new("PUT", "/api/v1/notifications/{notification}/read", [401, 204, 404, 404, 404]),
        new("PUT", "/api/v1/notifications/read-all", [401, 204, 204, 204, 204]),
        new("GET", "/api/v1/notifications/preferences", [401, 200, 200, 200, 200]),
        new("PUT", "/api/v1/notifications/preferences", [401, 200, 200, 200, 200], new { digest_at = "09:00" }),
        new("GET", "/api/v1/notifications/unsubscribe", [200, 200, 200, 200, 200]),
        new("POST", "/api/v1/notifications/unsubscribe?token=AAAA&kind=enrolled", [404, 404, 404, 404, 404]),
        new("PUT", "/api/v1/instructors/{instructor}/follow", [401, 204, 204, 204, 204]),
        new("DELETE", "/api/v1/instructors/{instructor}/follow", [401, 204, 204, 204, 204]),
        new("GET", "/api/v1/admin/events", [401, 403, 403, 403, 200]),
        new("GET", "/api/v1/admin/events/dead-letters", [401, 403, 403, 403, 200]),
        new("POST", "/api/v1/admin/events/dead-letters/replay", [401, 403, 403, 403, 200]),
        new("POST", "/api/v1/admin/events/dead-letters/{nothing}/replay", [401, 403, 403, 403, 404]),
    ];

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, row.Path));

    [Fact]
    public async Task Every_route_answers_each_role_as_it_should()
    {
        var (student, instructor) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Instructor));
        var callers = new (string Role, HttpClient Client)[]
        {
            ("stranger", Api.Stranger()),
            ("student", student.Client),
            ("other student", (await Api.SignInAsAsync(Role.Student)).Client),
            ("instructor", instructor.Client),
            ("admin", await Api.AdminAsync()),
        };
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["notification"] = Guid.CreateVersion7(),
            ["instructor"] = instructor.Id,
            ["nothing"] = Guid.CreateVersion7(),
        };
        await StoreAsync(ids["notification"], student.Id);

        var differences = new List<string>();
        foreach (var row in Table)
        {
            differences.AddRange(await row.DifferencesAsync(callers, ids));
        }

        differences.ShouldBeEmpty();
    }

    private async Task StoreAsync(Guid id, Guid userId)
    {
        await using var command = Api.Database.CreateCommand(
            "insert into notifications (id, user_id, kind, in_app, created_at) values ($1, $2, 'welcome', true, now())");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = userId });
        await command.ExecuteNonQueryAsync();
    }
}
