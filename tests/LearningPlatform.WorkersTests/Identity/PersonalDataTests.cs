using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LearningPlatform.Core.Certificates;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LearningPlatform.WorkersTests.Identity;

[Collection(StoresCollection.Name)]
public sealed class PersonalDataTests(StoresFixture stores) : IAsyncLifetime
{
    private ApiFactory _api = null!;
    private string _database = "";
    private string _redis = "";

    public async Task InitializeAsync()
    {
        _database = await stores.CreateDatabaseAsync();
        _redis = stores.NextRedisDatabase();
        _api = await ApiFactory.StartOnAsync(_database, _redis, stores.Storage);
        await _api.Services.GetRequiredService<ObjectStorage>().EnsureBucketsAsync(Buckets.All, CancellationToken.None);
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("json")]
    [InlineData("zip")]
    public async Task An_export_holds_what_is_stored_on_its_owner_and_nothing_secret(string format)
    {
        var person = await _api.SignInAsAsync(Role.Student);
        var friend = await _api.SignInAsAsync(Role.Student);
        await person.Client.PutAsJsonAsync("/api/v1/users/profile", new { career_goal = "Cloud architect" });
        await person.Client.PostAsJsonAsync("/api/v1/friends/request", new { user_id = friend.Id });
        using var workers = Start();

        var path = $"/api/v1/users/me/export?format={format}";
        (await (await person.Client.GetAsync(path)).DataAsync()).GetProperty("status").GetString().ShouldBe("pending");
        await Eventually.BecomesAsync("done", async () => (await (await person.Client.GetAsync(path)).DataAsync()).GetProperty("status").GetString()!);

        var url = (await (await person.Client.GetAsync(path)).DataAsync()).GetProperty("download_url").GetString()!;
        using var download = new HttpClient();
        var data = await ReadAsync(await download.GetByteArrayAsync(new Uri(url)), format);
        data.GetProperty("account").GetProperty("email").GetString().ShouldBe(person.Email);
        var records = data.GetProperty("records");
        records.GetProperty("user_profiles")[0].GetProperty("career_goal").GetString().ShouldBe("Cloud architect");
        records.GetProperty("friendships").GetArrayLength().ShouldBe(1);
        records.GetProperty("sessions").GetArrayLength().ShouldBe(1);
        data.GetProperty("audit_log").EnumerateArray().ShouldContain(entry => entry.GetProperty("action").GetString() == "sign_in");
        data.GetRawText().ShouldNotContain("password_hash");
        data.GetRawText().ShouldNotContain("token_hash");
        data.GetRawText().ShouldNotContain(friend.Email);
    }

    [Fact]
    public async Task An_erasure_ends_sessions_at_once_and_leaves_only_what_others_need()
    {
        var course = await CreateCourseAsync();
        var person = await _api.SignInAsAsync(Role.Instructor);
        var own = (await (await person.Client.PostAsJsonAsync("/api/v1/courses", Course("Mine", 5))).DataAsync()).Id();
        var other = await _api.SignInAsAsync(Role.Student);
        (await person.Client.PostAsync($"/api/v1/courses/{course}/enroll", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await other.Client.PostAsync($"/api/v1/courses/{own}/enroll", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await person.Client.PostAsJsonAsync("/api/v1/friends/request", new { user_id = other.Id });

        var id = (await (await person.Client.DeleteAsync("/api/v1/users/me")).DataAsync()).Id();

        (await person.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var workers = Start();
        await Eventually.BecomesAsync("done", () => StatusAsync(id));
        (await ScalarAsync<string>("select display_name from users where id = $1", person.Id)).ShouldBe("Deleted user");
        (await ScalarAsync<long>("select count(*) from users where email = $1", person.Email)).ShouldBe(0);
        (await ScalarAsync<long>("select count(*) from user_profiles where user_id = $1", person.Id)).ShouldBe(0);
        (await ScalarAsync<long>("select count(*) from friendships")).ShouldBe(0);
        (await ScalarAsync<long>("select count(*) from enrollments where user_id = $1", person.Id)).ShouldBe(0);
        (await ScalarAsync<int>("select seats_taken from courses where id = $1", course)).ShouldBe(0);
        (await ScalarAsync<long>("select count(*) from enrollments where user_id = $1 and course_id = $2", other.Id, own)).ShouldBe(1);
        (await ScalarAsync<long>("select count(*) from courses where id = $1", own)).ShouldBe(1);
        (await other.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _api.Stranger().PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = ApiFactory.Password }))
            .StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_somebody_has_earned_can_still_be_verified_after_an_erasure_without_their_name()
    {
        var course = await CreateCourseAsync();
        var person = await _api.SignInAsAsync(Role.Student);
        await CertifyAsync(person.Id, course);
        var certificate = (await (await person.Client.GetAsync("/api/v1/certificates")).DataAsync()).GetProperty("items")[0];
        var (code, number) = (certificate.GetProperty("code").GetString(), certificate.GetProperty("number").GetString()!);
        var name = certificate.GetProperty("holder").GetString()!;
        (await _api.Stranger().GetStringAsync($"/verify/{code}")).ShouldContain(name);

        var id = (await (await person.Client.DeleteAsync("/api/v1/users/me")).DataAsync()).Id();
        using var workers = Start();
        await Eventually.BecomesAsync("done", () => StatusAsync(id));

        var page = await _api.Stranger().GetStringAsync($"/verify/{code}");
        page.ShouldContain("genuine and valid");
        page.ShouldContain(number);
        page.ShouldNotContain(name);
        var check = await _api.Stranger().GetStringAsync($"/api/v1/certificates/verify/{code}");
        check.ShouldContain("\"status\":\"valid\"");
        check.ShouldContain("\"holder\":null");
        check.ShouldNotContain(name);
        // The course's teachers have the line, not the name; an admin may still take it back.
        var admin = await _api.AdminAsync();
        var kept = (await (await admin.GetAsync($"/api/v1/courses/{course}/certificates")).DataAsync()).GetProperty("items")[0];
        (kept.GetProperty("number").GetString(), kept.GetProperty("holder").ValueKind).ShouldBe((number, JsonValueKind.Null));
        (await ScalarAsync<long>("select count(*) from certificates where user_id is not null or holder is not null")).ShouldBe(0);
        (await admin.PostAsJsonAsync($"/api/v1/certificates/{kept.Id()}/revoke", new { reason = "Found out." })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _api.Stranger().GetStringAsync($"/verify/{code}")).ShouldContain("was revoked");
    }

    [Fact]
    public async Task A_worker_that_is_killed_in_the_middle_of_an_erasure_leaves_it_to_the_next_one()
    {
        var person = await _api.SignInAsAsync(Role.Student);
        var id = (await (await person.Client.DeleteAsync("/api/v1/users/me")).DataAsync()).Id();

        await using (var blocker = await _api.Database.OpenConnectionAsync())
        {
            // The erasure comes to a stop in its middle: it waits for this table, with other rows gone already.
            await using var transaction = await blocker.BeginTransactionAsync();
            await ExecuteAsync(blocker, "lock table xp_ledger in access exclusive mode");
            using var first = Start();
            await Eventually.BecomesAsync(true, () => ScalarAsync<bool>(
                "select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'delete from xp_ledger%')"));
            first.Kill();
            await transaction.RollbackAsync();
        }

        (await StatusAsync(id)).ShouldBe("pending");
        (await ScalarAsync<string>("select email from users where id = $1", person.Id)).ShouldBe(person.Email);
        using var second = Start();
        await Eventually.BecomesAsync("done", () => StatusAsync(id));
        (await ScalarAsync<long>("select count(*) from audit_log where action = 'erasure_finished'")).ShouldBe(1);
        (await ScalarAsync<long>("select count(*) from outgoing_mails where recipient = $1", person.Email)).ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_is_killed_in_the_middle_of_an_export_leaves_it_to_the_next_one()
    {
        var person = await _api.SignInAsAsync(Role.Student);
        const string Path = "/api/v1/users/me/export";
        await person.Client.GetAsync(Path);

        await using (var blocker = await _api.Database.OpenConnectionAsync())
        {
            await using var transaction = await blocker.BeginTransactionAsync();
            await ExecuteAsync(blocker, "lock table xp_ledger in access exclusive mode");
            using var first = Start();
            await Eventually.BecomesAsync(true, () => ScalarAsync<bool>(
                "select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%from xp_ledger t%')"));
            first.Kill();
            await transaction.RollbackAsync();
        }

        using var second = Start();
        await Eventually.BecomesAsync("done", async () => (await (await person.Client.GetAsync(Path)).DataAsync()).GetProperty("status").GetString()!);
        (await ScalarAsync<long>("select count(*) from audit_log where action = 'export_finished'")).ShouldBe(1);
    }

    private ServiceProcess Start()
    {
        var workers = WorkersProcess.On(_database, _redis, stores.Storage);
        workers.Start();
        return workers;
    }

    private async Task<string> StatusAsync(Guid erasure) =>
        (await (await _api.Stranger().GetAsync($"/api/v1/users/erasures/{erasure}")).DataAsync()).GetProperty("status").GetString()!;

    private async Task CertifyAsync(Guid userId, Guid courseId)
    {
        await using var scope = _api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LearningDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await CertificateIssuing.IssueForCourseAsync(db, userId, courseId, TimeProvider.System, CancellationToken.None);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private async Task<Guid> CreateCourseAsync()
    {
        var admin = await _api.AdminAsync();
        return (await (await admin.PostAsJsonAsync("/api/v1/courses", Course("Somebody else's", 5))).DataAsync()).Id();
    }

    private static object Course(string title, int capacity) =>
        new { title, description = "About something.", difficulty = "beginner", capacity };

    private async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = _api.Database.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<JsonElement> ReadAsync(byte[] content, string format)
    {
        if (format == "json")
        {
            return JsonDocument.Parse(content).RootElement;
        }

        await using var zip = new ZipArchive(new MemoryStream(content));
        await using var entry = await zip.GetEntry("data.json")!.OpenAsync();
        return (await JsonDocument.ParseAsync(entry)).RootElement;
    }
}
