using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning.Labs;

namespace LearningPlatform.ApiTests.Learning;

public sealed class LabTests(LearningApi shared) : LearningTest(shared)
{
    [Fact]
    public async Task A_lab_that_nobody_verifies_is_completed_once_however_often_it_is_handed_in()
    {
        var (owner, student, course) = await ClassAsync();
        var lab = await LabAsync(owner, course, "none");
        var evidence = EvidenceFor(lab);

        (await student.PostAsJsonAsync(Path(lab, "complete"), new { evidence = Array.Empty<object>() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => student.PostAsJsonAsync(Path(lab, "complete"), evidence)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            (await answer.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("LAB_ALREADY_COMPLETED");
        }

        (await EventsAsync(course, "LAB_COMPLETED")).ShouldBe(1);
        var mine = (await (await student.GetAsync(new Uri("/api/v1/labs", UriKind.Relative))).DataAsync()).GetProperty("items");
        mine.EnumerateArray().Select(item => (item.Id(), item.GetProperty("my_status").GetString())).ShouldBe([(lab.Id(), "accepted")]);
        var overview = await (await student.GetAsync(new Uri("/api/v1/users/progress", UriKind.Relative))).DataAsync();
        overview.GetProperty("labs")[0].GetProperty("status").GetString().ShouldBe("accepted");
    }

    [Fact]
    public async Task An_instructor_rejects_with_feedback_then_accepts_and_each_attempt_is_decided_once()
    {
        var (owner, student, course) = await ClassAsync();
        var lab = await LabAsync(owner, course, "instructor");
        var first = (await (await student.PostAsJsonAsync(Path(lab, "complete"), EvidenceFor(lab))).DataAsync()).Id();
        (await (await student.PostAsJsonAsync(Path(lab, "complete"), EvidenceFor(lab))).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("LAB_ATTEMPT_PENDING");

        (await owner.PutAsJsonAsync(Path(lab, $"attempts/{first}/review"), new { accepted = false })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await owner.PutAsJsonAsync(Path(lab, $"attempts/{first}/review"), new { accepted = false, feedback = "The second node is missing." });
        var second = (await (await student.PostAsJsonAsync(Path(lab, "complete"), EvidenceFor(lab))).DataAsync()).Id();
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 10).Select(n =>
            owner.PutAsJsonAsync(Path(lab, $"attempts/{second}/review"), new { accepted = n % 2 == 0, score = 90, feedback = "Seen." })));

        verdicts.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        var history = (await (await student.GetAsync(Path(lab, "attempts"))).DataAsync()).GetProperty("items");
        history.EnumerateArray().Select(attempt => attempt.GetProperty("number").GetInt32()).ShouldBe([2, 1]);
        history[1].GetProperty("feedback").GetString().ShouldBe("The second node is missing.");
        ((await EventsAsync(course, "LAB_COMPLETED")) + (await EventsAsync(course, "LAB_REJECTED"))).ShouldBe(2);
        (await owner.GetAsync(Path(lab, "attempts?status=nonsense"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await (await owner.PutAsJsonAsync(Path(lab, $"attempts/{Guid.CreateVersion7()}/review"), new { accepted = true }))
            .ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("ATTEMPT_NOT_FOUND");
    }

    [Fact]
    public async Task A_webhook_is_believed_with_its_signature_only_and_a_replay_changes_nothing()
    {
        var (owner, student, course) = await ClassAsync();
        var lab = await LabAsync(owner, course, "webhook");
        var attempt = (await (await student.PostAsJsonAsync(Path(lab, "complete"), EvidenceFor(lab))).DataAsync()).Id();
        var old = await SecretAsync(owner, lab);
        var secret = await SecretAsync(owner, lab);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { attempt_id = attempt, accepted = true, score = 95 });

        (await DeliverAsync(lab, old, "d1", body)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "rotated");
        (await DeliverAsync(lab, secret, "d1", body, age: TimeSpan.FromMinutes(6))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await DeliverAsync(lab, secret, "d1", body, signed: "{}"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Api.Stranger().PostAsync(Path(lab, "webhook"), new ByteArrayContent(body))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await DeliverAsync(lab, secret, "d1", "{"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await DeliverAsync(lab, secret, "d1", "{\"accepted\":true}"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await EventsAsync(course, "LAB_COMPLETED")).ShouldBe(0);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => DeliverAsync(lab, secret, "d2", body)));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent);
        (await EventsAsync(course, "LAB_COMPLETED")).ShouldBe(1);
        (await (await DeliverAsync(lab, secret, "d3", body)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ATTEMPT_DECIDED");
    }

    [Fact]
    public async Task Labs_are_for_those_who_are_in_the_course_and_only_as_far_as_it_is_open_to_them()
    {
        var (owner, student, course) = await ClassAsync();
        var lab = await LabAsync(owner, course, "none");
        var draft = await LabAsync(owner, course, "none", "draft");
        var first = new TestModule(new TestLesson());
        await Api.Database.AddOutlineAsync(course, first, new TestModule(new TestLesson("lab", lab.Id())) { Prerequisites = [first.Id] });
        var other = (await Api.SignInAsAsync(Role.Student)).Client;

        (await (await other.GetAsync(Path(lab, ""))).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("LAB_NOT_FOUND");
        (await (await other.PostAsJsonAsync(Path(lab, "complete"), EvidenceFor(lab))).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("LAB_NOT_FOUND");
        (await (await student.GetAsync(Path(draft, ""))).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("LAB_NOT_FOUND");
        (await (await student.PostAsJsonAsync(Path(lab, "complete"), EvidenceFor(lab))).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("PREREQUISITES_MISSING");
        (await (await owner.DeleteAsync(Path(lab, ""))).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("LAB_IN_USE");
        await student.PostAsync(new Uri($"/api/v1/courses/{course}/lessons/{first.Lessons[0].Id}/complete", UriKind.Relative), null);
        (await student.GetAsync(Path(lab, ""))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Steps_keep_their_ids_when_a_lab_is_edited_and_a_stale_edit_is_refused()
    {
        var (owner, _, course) = await ClassAsync();
        var lab = await LabAsync(owner, course, "none");
        var step = lab.GetProperty("steps")[0].Id();
        var edit = new HttpRequestMessage(HttpMethod.Put, Path(lab, ""))
        {
            Content = JsonContent.Create(new { title = "New", steps = new object[] { new { id = Guid.NewGuid(), title = "a" }, new { id = step, title = "b" }, new { id = step, title = "c" } } }),
            Headers = { { "If-Match", "\"1\"" } },
        };

        var edited = await (await owner.SendAsync(edit)).DataAsync();

        var ids = edited.GetProperty("steps").EnumerateArray().Select(item => item.Id()).ToList();
        (ids[1], ids.Distinct().Count()).ShouldBe((step, 3));
        var stale = new HttpRequestMessage(HttpMethod.Delete, Path(lab, "")) { Headers = { { "If-Match", "\"1\"" } } };
        (await owner.SendAsync(stale)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        foreach (var wrong in (object[])
            [
                new { course_id = course, title = "", steps = Array.Empty<object>() },
                new { course_id = course, title = "A", steps = new object?[] { null } },
                new { title = "No course", steps = new[] { new { title = "a" } } },
            ])
        {
            (await owner.PostAsJsonAsync("/api/v1/labs", wrong)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await owner.DeleteAsync(Path(lab, ""))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Files_as_evidence_are_the_learners_own_and_are_seen_by_them_and_the_teachers()
    {
        var (owner, student, course) = await ClassAsync();
        var lab = await (await owner.PostAsJsonAsync("/api/v1/labs", new
        {
            course_id = course,
            title = "Draw it",
            steps = new object[] { new { title = "The drawing", evidence = "file" } },
            verification = "instructor",
        })).DataAsync();
        var other = (await Api.SignInAsAsync(Role.Student)).Client;
        await other.PostAsync(new Uri($"/api/v1/courses/{course}/enroll", UriKind.Relative), null);
        var file = await UploadAsync(student);

        (await (await other.PostAsJsonAsync(Path(lab, "complete"), FileEvidence(lab, file))).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("UPLOAD_NOT_FOUND");
        var attempt = await (await student.PostAsJsonAsync(Path(lab, "complete"), FileEvidence(lab, file))).DataAsync();
        foreach (var client in (HttpClient[])[owner, student])
        {
            var link = await (await client.GetAsync(Path(lab, $"attempts/{attempt.Id()}/files/{file}"))).DataAsync();
            using var storage = new HttpClient();
            (await storage.GetStringAsync(new Uri(link.GetProperty("url").GetString()!))).ShouldBe("a drawing");
        }

        (await (await other.GetAsync(Path(lab, $"attempts/{attempt.Id()}/files/{file}"))).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("ATTEMPT_NOT_FOUND");
    }

    [Fact]
    public async Task Labs_go_along_when_their_course_is_duplicated_and_lessons_find_them()
    {
        var (owner, _, course) = await ClassAsync();
        var lab = await LabAsync(owner, course, "instructor");
        var module = (await (await owner.PostAsJsonAsync($"/api/v1/courses/{course}/modules", new { title = "One" })).DataAsync()).Id();
        await (await owner.PostAsJsonAsync(
            $"/api/v1/courses/{course}/modules/{module}/lessons", new { title = "Do", kind = "lab", activity_id = lab.Id() })).DataAsync();

        var copy = (await (await owner.PostAsync(new Uri($"/api/v1/courses/{course}/duplicate", UriKind.Relative), null)).DataAsync()).Id();

        var copied = (await (await owner.GetAsync(new Uri($"/api/v1/labs?course_id={copy}", UriKind.Relative))).DataAsync()).GetProperty("items")[0];
        copied.Id().ShouldNotBe(lab.Id());
        (copied.GetProperty("title").GetString(), copied.GetProperty("steps").GetInt32()).ShouldBe((lab.GetProperty("title").GetString(), 2));
        var outline = await (await owner.GetAsync(new Uri($"/api/v1/courses/{copy}/outline", UriKind.Relative))).DataAsync();
        outline.GetProperty("modules")[0].GetProperty("lessons")[0].GetProperty("activity_id").GetGuid().ShouldBe(copied.Id());
    }

    private static object FileEvidence(JsonElement lab, Guid file) =>
        new { evidence = new[] { new { step_id = lab.GetProperty("steps")[0].Id(), upload_ids = new[] { file } } } };

    private static async Task<Guid> UploadAsync(HttpClient client)
    {
        var bytes = "a drawing"u8.ToArray();
        var ticket = await (await client.PostAsJsonAsync(
            "/api/v1/uploads", new { purpose = "submission", file_name = "drawing.txt", content_type = "text/plain", size = bytes.Length })).DataAsync();
        using var storage = new HttpClient();
        var content = new ByteArrayContent(bytes) { Headers = { { "Content-Type", "text/plain" } } };
        (await storage.PutAsync(new Uri(ticket.GetProperty("upload_url").GetString()!), content)).EnsureSuccessStatusCode();
        var id = ticket.GetProperty("upload").Id();
        await (await client.PostAsync(new Uri($"/api/v1/uploads/{id}/complete", UriKind.Relative), null)).DataAsync();
        return id;
    }

    private async Task<(HttpClient Owner, HttpClient Student, Guid Course)> ClassAsync()
    {
        var owner = (await Api.SignInAsAsync(Role.Instructor)).Client;
        var student = (await Api.SignInAsAsync(Role.Student)).Client;
        var course = await CreateCourseAsync(owner);
        await student.PostAsync(new Uri($"/api/v1/courses/{course}/enroll", UriKind.Relative), null);
        return (owner, student, course);
    }

    internal static async Task<JsonElement> LabAsync(HttpClient owner, Guid course, string verification, string status = "published") =>
        await (await owner.PostAsJsonAsync("/api/v1/labs", new
        {
            course_id = course,
            title = "A cluster of your own",
            description = "Three nodes.",
            status,
            steps = new object[] { new { title = "Start", evidence = "text" }, new { title = "Show", evidence = "link", required = false } },
            verification,
            skills = new[] { "Clusters" },
        })).DataAsync();

    internal static object EvidenceFor(JsonElement lab) =>
        new { evidence = new[] { new { step_id = lab.GetProperty("steps")[0].Id(), text = "three nodes, all Ready" } } };

    private static async Task<byte[]> SecretAsync(HttpClient owner, JsonElement lab)
    {
        var secret = (await (await owner.PostAsync(Path(lab, "webhook-secret"), null)).DataAsync()).GetProperty("secret").GetString()!;
        return Convert.FromBase64String(secret[WebhookSignature.SecretPrefix.Length..]);
    }

    private async Task<HttpResponseMessage> DeliverAsync(
        JsonElement lab, byte[] secret, string id, byte[] body, TimeSpan age = default, byte[]? signed = null)
    {
        var timestamp = DateTimeOffset.UtcNow.Subtract(age).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return await Api.Stranger().SendAsync(new HttpRequestMessage(HttpMethod.Post, Path(lab, "webhook"))
        {
            Content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } },
            Headers =
            {
                { "webhook-id", id },
                { "webhook-timestamp", timestamp },
                { "webhook-signature", $"v1,{WebhookSignature.Sign(secret, id, timestamp, signed ?? body)}" },
            },
        });
    }

    private Task<long> EventsAsync(Guid course, string type) =>
        Api.Database.CountAsync("select count(*) from outbox where course_id = $1 and event_type = $2", course, type);

    private static Uri Path(JsonElement lab, string path) => new($"/api/v1/labs/{lab.Id()}/{path}".TrimEnd('/'), UriKind.Relative);
}
