using System.Net.Http.Headers;
using System.Text;
using LearningPlatform.ApiTests.Platform;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Assessments;

public sealed class QuestionImportTests(StoresFixture stores) : ApiTest(stores), IRoleTable
{
    // method, route, then the status for: stranger, student, another instructor, the course's instructor, an admin
    private static readonly (string Method, string Path, int[] Expected)[] Table =
    [
        ("POST", "/api/v1/assessments/import?bank_id={bank}", [401, 403, 404, 200, 200]),
        ("POST", "/api/v1/assessments/import?course_id={course}&dry_run=true", [401, 403, 403, 200, 200]),
        ("POST", "/api/v1/assessments/import", [401, 403, 200, 200, 200]),
        ("GET", "/api/v1/question-banks/{bank}/export?format=gift", [401, 403, 404, 200, 200]),
        ("GET", "/api/v1/question-banks/{bank}/export?format=aiken", [401, 403, 400, 400, 400]),
        ("GET", "/api/v1/question-banks/{bank}/files/{nothing}", [401, 404, 404, 404, 404]),
    ];

    private const string Gift =
        """
        // the file's author
        $CATEGORY: $course$/top/Networks

        // [id:42] [tag:ipv4]
        ::Mask::A /25 has how many addresses?{#128}

        ::Half::This one {=is not closed

        Two and two make {=four =4}.
        """;

    // A picture of one pixel.
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private const string Xml =
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <quiz><question type="category"><category><text>$course$/top/Pictures</text></category></question>
        <question type="essay"><name><text>Dot</text></name><questiontext format="html">
        <text><![CDATA[<p>What is <img src="@@PLUGINFILE@@/a%20dot.png"></p>]]></text>
        <file name="a dot.png" path="/" encoding="base64">{Picture}</file></questiontext></question>
        <question type="cloze"><name><text>Gaps</text></name><questiontext><text>x</text></questiontext></question></quiz>
        """;

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, row.Path));

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Api.Services.GetRequiredService<ObjectStorage>().EnsureBucketsAsync(Buckets.All, CancellationToken.None);
    }

    [Fact]
    public async Task A_dry_run_stores_nothing_the_import_what_is_understood_and_a_repetition_nothing_more()
    {
        var teacher = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(teacher.Client);

        var dry = await ImportAsync(teacher.Client, Gift, $"course_id={course}&dry_run=true");
        Counts(dry).ShouldBe((2, 0, 1));
        dry.GetProperty("bank_id").ValueKind.ShouldBe(JsonValueKind.Null);
        (await (await teacher.Client.GetAsync($"/api/v1/question-banks?course_id={course}")).DataAsync())
            .GetProperty("items").GetArrayLength().ShouldBe(0);

        var report = await ImportAsync(teacher.Client, Gift, $"course_id={course}");
        Counts(report).ShouldBe((2, 0, 1));
        report.GetProperty("format").GetString().ShouldBe("gift");
        var note = report.GetProperty("notes").EnumerateArray().Single();
        note.GetProperty("line").GetInt32().ShouldBe(7);
        note.GetProperty("name").GetString().ShouldBe("Half");
        var bank = report.GetProperty("bank_id").GetGuid();
        var list = (await (await teacher.Client.GetAsync($"/api/v1/question-banks/{bank}/questions")).DataAsync()).GetProperty("items");
        list.EnumerateArray().Select(question => question.GetProperty("category").GetString()).ShouldBe(["Networks", "Networks"]);
        list[0].GetProperty("tags")[0].GetString().ShouldBe("ipv4");

        Counts(await ImportAsync(teacher.Client, Gift, $"course_id={course}")).ShouldBe((0, 2, 1));
        Counts(await ImportAsync(teacher.Client, Gift, $"bank_id={bank}&dry_run=true")).ShouldBe((0, 2, 1));
        // What goes out comes back as the same.
        foreach (var format in new[] { "gift", "moodle-xml" })
        {
            var export = await teacher.Client.GetAsync($"/api/v1/question-banks/{bank}/export?format={format}");
            export.StatusCode.ShouldBe(HttpStatusCode.OK);
            Counts(await ImportAsync(teacher.Client, await export.Content.ReadAsStringAsync(), $"bank_id={bank}"))
                .ShouldBe((0, 2, 0), format);
        }
    }

    [Fact]
    public async Task Embedded_files_are_stored_once_shown_to_who_may_see_the_bank_and_exported_again()
    {
        var teacher = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(teacher.Client);

        var report = await ImportAsync(teacher.Client, Xml, $"course_id={course}");

        Counts(report).ShouldBe((1, 0, 1));
        var bank = report.GetProperty("bank_id").GetGuid();
        var question = await (await teacher.Client.GetAsync($"/api/v1/questions/{report.GetProperty("questions")[0].Id()}")).DataAsync();
        var stem = question.GetProperty("content").GetProperty("stem").GetProperty("text").GetString()!;
        var address = stem.Split('"')[1];
        address.ShouldStartWith($"/api/v1/question-banks/{bank}/files/");
        var redirect = await teacher.Client.GetAsync(address);
        redirect.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var storage = new HttpClient();
        (await storage.GetByteArrayAsync(redirect.Headers.Location)).ShouldBe(Convert.FromBase64String(Picture));
        (await Api.Stranger().GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await Api.SignInAsAsync(Role.Student)).Client.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await Api.SignInAsAsync(Role.Instructor)).Client.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        Counts(await ImportAsync(teacher.Client, Xml, $"course_id={course}")).ShouldBe((0, 1, 1));
        (await CountAsync("select count(*) from uploads")).ShouldBe(1);
        var export = await (await teacher.Client.GetAsync($"/api/v1/question-banks/{bank}/export?format=moodle-xml"))
            .Content.ReadAsStringAsync();
        export.ShouldContain("@@PLUGINFILE@@/a%20dot.png");
        export.ShouldContain(Picture);
        Counts(await ImportAsync(teacher.Client, export, $"bank_id={bank}")).ShouldBe((0, 1, 0));
    }

    [Fact]
    public async Task Imports_at_the_same_moment_that_name_no_bank_make_one_together()
    {
        var teacher = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(teacher.Client);
        foreach (var (target, list) in ((string, string)[])[($"course_id={course}", $"?course_id={course}"), ("", "")])
        {
            var reports = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
                ImportAsync(teacher.Client, $"::Own {number}::{number} is a number.{{T}}\n\n::Shared::One is a number.{{T}}", target)));

            reports.Select(report => report.GetProperty("bank_id").GetGuid()).Distinct().Count().ShouldBe(1);
            reports.Sum(report => report.GetProperty("added").GetInt32()).ShouldBe(9);
            var banks = (await (await teacher.Client.GetAsync($"/api/v1/question-banks{list}")).DataAsync()).GetProperty("items");
            banks.EnumerateArray().Single().GetProperty("questions").GetInt32().ShouldBe(9);
        }
    }

    [Fact]
    public async Task A_form_does_as_well_and_wrong_files_get_a_clear_answer()
    {
        var teacher = await Api.SignInAsAsync(Role.Instructor);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent("Is it?\nA. Yes\nB) No\nANSWER: A\n"u8.ToArray()), "file", "questions.txt" },
        };
        var answer = await teacher.Client.PostAsync("/api/v1/assessments/import", form);
        Counts(await answer.DataAsync()).ShouldBe((1, 0, 0));

        (await RefusedAsync("<!DOCTYPE quiz [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><quiz>&x;</quiz>"u8.ToArray()))
            .ShouldBe("IMPORT_UNREADABLE");
        (await RefusedAsync([0xC3, 0x28])).ShouldBe("IMPORT_UNREADABLE");
        (await RefusedAsync([])).ShouldBe("IMPORT_UNREADABLE");
        (await RefusedAsync("x"u8.ToArray(), "?format=qti")).ShouldBe("VALIDATION_FAILED");
        (await RefusedAsync("x"u8.ToArray(), "?dry_run=maybe")).ShouldBe("VALIDATION_FAILED");
        (await RefusedAsync(new byte[5_000_000], "?format=gift", HttpStatusCode.RequestEntityTooLarge)).ShouldBe("IMPORT_TOO_LARGE");
        (await RefusedAsync(new byte[21_000_000], "", HttpStatusCode.RequestEntityTooLarge))
            .ShouldBeOneOf("IMPORT_TOO_LARGE", "BODY_TOO_LARGE");

        async Task<string> RefusedAsync(byte[] file, string query = "", HttpStatusCode status = HttpStatusCode.BadRequest) =>
            await (await teacher.Client.PostAsync($"/api/v1/assessments/import{query}", Content(file))).ErrorAsync(status);
    }

    [Fact]
    public async Task Every_route_answers_each_role_as_it_should()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(owner.Client);
        var bank = (await ImportAsync(owner.Client, Gift, $"course_id={course}")).GetProperty("bank_id").GetGuid();
        var clients = new[]
        {
            ("stranger", Api.Stranger()),
            ("student", (await Api.SignInAsAsync(Role.Student)).Client),
            ("other instructor", (await Api.SignInAsAsync(Role.Instructor)).Client),
            ("owner", owner.Client),
            ("admin", await Api.AdminAsync()),
        };
        var wrong = new List<string>();
        foreach (var (method, path, expected) in Table)
        {
            foreach (var ((role, client), status) in clients.Zip(expected))
            {
                var url = path.Replace("{bank}", bank.ToString(), StringComparison.Ordinal)
                    .Replace("{course}", course.ToString(), StringComparison.Ordinal)
                    .Replace("{nothing}", new string('0', 64), StringComparison.Ordinal);
                var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), url)
                {
                    Content = method == "POST" ? Content(Encoding.UTF8.GetBytes(Gift)) : null,
                });
                if ((int)answer.StatusCode != status)
                {
                    wrong.Add($"{method} {path} as {role}: {(int)answer.StatusCode}, expected {status}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static async Task<JsonElement> ImportAsync(HttpClient client, string file, string query) =>
        await (await client.PostAsync($"/api/v1/assessments/import?{query}", Content(Encoding.UTF8.GetBytes(file)))).DataAsync();

    private static ByteArrayContent Content(byte[] file)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    private static (int Added, int AlreadyThere, int NotUnderstood) Counts(JsonElement report) => (
        report.GetProperty("added").GetInt32(), report.GetProperty("already_there").GetInt32(),
        report.GetProperty("not_understood").GetInt32());

    private async Task<long> CountAsync(string sql)
    {
        await using var command = Api.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
