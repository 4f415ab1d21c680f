using LearningPlatform.ApiTests.Platform;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Files;

/// <summary>Files as each role. The upload is the student's, and complete.</summary>
public sealed class FileRoleTests(StoresFixture stores, SharedApi shared) : FileTest(stores, shared), IClassFixture<SharedApi>, IRoleTable
{
    private static readonly RoleRow[] Table =
    [
        // who:                                                       stranger other instructor student admin
        new("POST", "/api/v1/uploads", [401, 201, 201, 201, 201], new { purpose = "material", file_name = "a.txt", content_type = "text/plain", size = 5 }),
        new("GET", "/api/v1/uploads/{upload}", [401, 404, 404, 200, 200]),
        new("POST", "/api/v1/uploads/{upload}/complete", [401, 404, 404, 200, 404]),
        new("GET", "/api/v1/media/{upload}/url", [401, 404, 404, 404, 404]),
        new("DELETE", "/api/v1/uploads/{upload}", [401, 404, 404, 204, 404]),
        new("POST", "/api/v1/media/upload", [401, 201, 201, 201, 201], Form),
    ];

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, row.Path));

    private static Func<HttpContent> Form => () =>
    {
        var file = new ByteArrayContent("%PDF-1.7 a page"u8.ToArray());
        file.Headers.ContentType = new("application/pdf");
        return new MultipartFormDataContent { { file, "file", "slides.pdf" } };
    };

    [Fact]
    public async Task Every_route_answers_each_role_as_it_should()
    {
        var student = await Api.SignInAsAsync(Role.Student);
        var callers = new (string Role, HttpClient Client)[]
        {
            ("stranger", Api.Stranger()),
            ("other student", (await Api.SignInAsAsync(Role.Student)).Client),
            ("instructor", (await Api.SignInAsAsync(Role.Instructor)).Client),
            ("student", student.Client),
            ("admin", await Api.AdminAsync()),
        };
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["upload"] = await UploadAsync(student, "material", "a.txt", "text/plain", "right"u8.ToArray()),
        };

        var differences = new List<string>();
        foreach (var row in Table)
        {
            differences.AddRange(await row.DifferencesAsync(callers, ids));
        }

        differences.ShouldBeEmpty();
    }
}
