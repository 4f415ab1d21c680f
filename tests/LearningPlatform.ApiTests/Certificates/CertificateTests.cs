using LearningPlatform.ApiTests.Platform;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Certificates;

public sealed class CertificateTests(StoresFixture stores) : CertificateTest(stores), IRoleTable
{
    // method, route, body, then the status for: stranger, another student, another instructor, the holder, the course's instructor, an admin
    private static readonly (string Method, string Path, object? Body, int[] Expected)[] Table =
    [
        ("GET", "/api/v1/certificates", null, [401, 200, 200, 200, 200, 200]),
        ("GET", "/api/v1/certificates/{certificate}", null, [401, 404, 404, 200, 200, 200]),
        ("GET", "/api/v1/certificates/{certificate}/pdf", null, [401, 404, 404, 200, 200, 200]),
        ("GET", "/api/v1/certificates/{certificate}/credential", null, [401, 404, 404, 200, 404, 404]),
        ("GET", "/api/v1/certificates/verify/{code}", null, [200, 200, 200, 200, 200, 200]),
        ("GET", "/api/v1/certificates/verify/0000-0000-0000-0000-0000-0000", null, [404, 404, 404, 404, 404, 404]),
        ("GET", "/api/v1/courses/{course}/certificates", null, [401, 403, 403, 403, 200, 200]),
        ("GET", "/api/v1/courses/{draft}/certificates", null, [401, 403, 404, 403, 200, 200]),
        ("GET", "/api/v1/certifications", null, [401, 200, 200, 200, 200, 200]),
        ("GET", "/api/v1/certifications/{certification}", null, [401, 200, 200, 200, 200, 200]),
        ("GET", "/api/v1/certifications/{course}", null, [401, 404, 404, 404, 404, 404]),
        ("POST", "/api/v1/certifications", "certification", [401, 403, 201, 403, 201, 201]),
        ("PUT", "/api/v1/certifications/{certification}", "certification", [401, 403, 403, 403, 200, 200]),
        ("POST", "/api/v1/certificates/{certificate}/revoke", "reason", [401, 404, 404, 403, 200, 200]),
        ("DELETE", "/api/v1/certifications/{certification}", null, [401, 403, 403, 403, 204, 404]),
        ("GET", "/badges/issuer", null, [200, 200, 200, 200, 200, 200]),
        ("GET", "/badges/keys", null, [200, 200, 200, 200, 200, 200]),
        ("GET", "/badges/keys/none", null, [404, 404, 404, 404, 404, 404]),
        ("GET", "/badges/achievements/{course}", null, [200, 200, 200, 200, 200, 200]),
        ("GET", "/badges/revocations", null, [200, 200, 200, 200, 200, 200]),
        ("GET", "/verify/{code}", null, [200, 200, 200, 200, 200, 200]),
    ];

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, row.Path));

    [Fact]
    public async Task Every_route_answers_each_role_as_it_should()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var holder = await Api.SignInAsAsync(Role.Student);
        var clients = new[]
        {
            ("stranger", Api.Stranger()),
            ("student", (await Api.SignInAsAsync(Role.Student)).Client),
            ("other instructor", (await Api.SignInAsAsync(Role.Instructor)).Client),
            ("holder", holder.Client),
            ("instructor", owner.Client),
            ("admin", await Api.AdminAsync()),
        };
        var course = await CreateCourseAsync(owner.Client);
        var certificate = await CertifyAsync(holder, course);
        var certification = await (await owner.Client.PostAsJsonAsync("/api/v1/certifications", Certification(course))).DataAsync();
        var words = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["{course}"] = course.ToString(),
            ["{draft}"] = (await CreateCourseAsync(owner.Client, Course(("status", "draft")))).ToString(),
            ["{certificate}"] = certificate.ToString(),
            ["{code}"] = (await GetAsync(holder.Client, certificate)).GetProperty("code").GetString()!,
            ["{certification}"] = certification.Id().ToString(),
        };
        var wrong = new List<string>();
        foreach (var (method, path, body, expected) in Table)
        {
            foreach (var ((role, client), status) in clients.Zip(expected))
            {
                var url = words.Aggregate(path, (text, word) => text.Replace(word.Key, word.Value, StringComparison.Ordinal));
                var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), url)
                {
                    Content = body switch { "certification" => JsonContent.Create(Certification(course)), "reason" => JsonContent.Create(new { reason = "Cheated." }), _ => null },
                });
                if ((int)answer.StatusCode != status)
                {
                    wrong.Add($"{method} {path} as {role}: {(int)answer.StatusCode}, expected {status}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_is_issued_once_and_verified_by_its_code_however_it_is_typed()
    {
        var holder = await Api.SignInAsAsync(Role.Student);
        var course = await CreateCourseAsync(await Api.AdminAsync(), Course(("title", "Zero trust & <friends>")));

        var id = await CertifyAsync(holder, course);
        (await CertifyAsync(holder, course)).ShouldBe(id);

        var certificate = await GetAsync(holder.Client, id);
        certificate.GetProperty("number").GetString()!.ShouldStartWith($"LP-{DateTime.UtcNow.Year}-");
        certificate.GetProperty("holder").GetString().ShouldBe("Test student");
        certificate.GetProperty("status").GetString().ShouldBe("valid");
        var code = certificate.GetProperty("code").GetString()!;
        foreach (var typed in new[] { code, code.ToLowerInvariant(), code.Replace("-", "", StringComparison.Ordinal), code.Replace('0', 'O') })
        {
            var check = await (await Api.Stranger().GetAsync($"/api/v1/certificates/verify/{typed}")).DataAsync();
            check.GetProperty("status").GetString().ShouldBe("valid");
            check.EnumerateObject().Select(field => field.Name).ShouldBe(["status", "number", "holder", "title", "issued_at", "revoked_at"]);
        }

        foreach (var forged in new[] { "x", certificate.GetProperty("number").GetString()!, id.ToString(), code[..^1] + (code[^1] == 'A' ? 'B' : 'A'), new string('0', 500) })
        {
            var answer = await Api.Stranger().GetAsync($"/api/v1/certificates/verify/{forged}");
            (await answer.ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("CERTIFICATE_UNKNOWN");
        }

        var page = await Api.Stranger().GetAsync($"/verify/{code}");
        var html = await page.Content.ReadAsStringAsync();
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        html.ShouldContain("genuine and valid");
        html.ShouldContain("Zero trust &amp; &lt;friends&gt;");
        (await Api.Stranger().GetAsync("/verify/<script>")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_revoked_certificate_says_so_everywhere_and_is_in_the_audit_log_once()
    {
        var holder = await Api.SignInAsAsync(Role.Student);
        var teacher = await Api.SignInAsAsync(Role.Instructor);
        var id = await CertifyAsync(holder, await CreateCourseAsync(teacher.Client));
        var code = (await GetAsync(holder.Client, id)).GetProperty("code").GetString();

        (await teacher.Client.PostAsJsonAsync($"/api/v1/certificates/{id}/revoke", new { reason = " " })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var reason in new[] { "Issued in error.", "Once more." })
        {
            (await teacher.Client.PostAsJsonAsync($"/api/v1/certificates/{id}/revoke", new { reason })).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var certificate = await GetAsync(holder.Client, id);
        certificate.GetProperty("status").GetString().ShouldBe("revoked");
        certificate.GetProperty("revocation_reason").GetString().ShouldBe("Issued in error.");
        var check = await Api.Stranger().GetAsync($"/api/v1/certificates/verify/{code}");
        (await check.DataAsync()).GetProperty("status").GetString().ShouldBe("revoked");
        (await check.Content.ReadAsStringAsync()).ShouldNotContain("Issued in error.");
        (await (await Api.Stranger().GetAsync($"/verify/{code}")).Content.ReadAsStringAsync()).ShouldContain("was revoked");
        (await holder.Client.GetAsync($"/api/v1/certificates/{id}/pdf")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await holder.Client.GetAsync($"/api/v1/certificates/{id}/credential")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var audit = await (await (await Api.AdminAsync()).GetAsync($"/api/v1/admin/audit?action=certificate_revoked&user_id={holder.Id}")).DataAsync();
        audit.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await CountAsync("select count(*) from outbox where event_type = 'CERTIFICATE_REVOKED' and user_id = $1", holder.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_certificate_outlives_its_course()
    {
        var holder = await Api.SignInAsAsync(Role.Student);
        var admin = await Api.AdminAsync();
        var course = await CreateCourseAsync(admin);
        var id = await CertifyAsync(holder, course);

        (await admin.DeleteAsync($"/api/v1/courses/{course}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await GetAsync(holder.Client, id)).GetProperty("title").GetString().ShouldBe("Networks for architects");
        (await holder.Client.GetAsync($"/api/v1/certificates/{id}/pdf")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_pdf_is_one_with_its_fonts_in_it_and_prints_names_of_three_scripts()
    {
        var holder = await Api.SignInAsAsync(Role.Student);
        var course = await CreateCourseAsync(await Api.AdminAsync(), Course(("title", string.Join(' ', Enumerable.Repeat("Архитектура", 12)))));
        foreach (var (first, last) in new[] { ("Łukasz", "Ångström-Çelik"), ("Елена", "Щербакова"), ("Ελένη", "Παπαδοπούλου"), ("李", "\u202Enoisrever"), (new string('W', 90), "x") })
        {
            await using var command = Api.Database.CreateCommand("delete from certificates where user_id = $1");
            command.Parameters.Add(new() { Value = holder.Id });
            await command.ExecuteNonQueryAsync();
            (await holder.Client.PutAsJsonAsync("/api/v1/users/profile", new { first_name = first, last_name = last })).StatusCode.ShouldBe(HttpStatusCode.OK);
            var id = await CertifyAsync(holder, course);

            var answer = await holder.Client.GetAsync($"/api/v1/certificates/{id}/pdf");

            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
            var pdf = System.Text.Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync());
            pdf.ShouldStartWith("%PDF-1.");
            pdf.ShouldContain("/FontFile2");
            pdf.Length.ShouldBeLessThan(300_000);
        }
    }

    internal static object Certification(params Guid[] courses) =>
        new { title = "Cloud architect", description = "All of it.", course_ids = courses };

    private static async Task<JsonElement> GetAsync(HttpClient client, Guid id) => await (await client.GetAsync($"/api/v1/certificates/{id}")).DataAsync();

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
