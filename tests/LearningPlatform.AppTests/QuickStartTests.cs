namespace LearningPlatform.AppTests;

/// <summary>Document 4's Quick Start over HTTP, against everything; and what happens when the stores die under it.</summary>
public sealed class QuickStartTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task The_quick_start_works_as_document_4_writes_it()
    {
        using var everybody = platform.App.CreateHttpClient("api");
        var samples = (await (await everybody.GetAsync(new Uri("/api/v1/courses?limit=100", UriKind.Relative))).DataAsync()).GetProperty("items");
        samples.GetArrayLength().ShouldBeGreaterThanOrEqualTo(12);

        using var admin = await platform.AdminAsync();
        (await (await admin.GetAsync(new Uri("/api/v1/auth/profile", UriKind.Relative))).DataAsync()).GetProperty("role").GetString().ShouldBe("admin");
        var id = await CreateCourseAsync(admin);
        (await EnrollAsync(everybody, "student@example.com", id)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await EnrollAsync(everybody, "student@example.com", id)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var mine = await (await everybody.GetAsync(new Uri("/api/v1/students/student@example.com/enrollments", UriKind.Relative))).DataAsync();
        mine.GetProperty("items")[0].GetProperty("course_id").GetGuid().ShouldBe(id);

        var health = await (await everybody.GetAsync(new Uri("/health", UriKind.Relative))).Content.ReadAsStringAsync();
        health.ShouldContain("postgres");
        health.ShouldContain("redis");
        var openApi = await everybody.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        openApi.GetProperty("paths").GetProperty("/api/v1/enrollments").GetProperty("post").GetProperty("responses").TryGetProperty("409", out _).ShouldBeTrue();
        (await everybody.GetAsync(new Uri("/scalar/", UriKind.Relative))).Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await everybody.GetStringAsync(new Uri("/metrics", UriKind.Relative))).ShouldContain("http_server_request_duration");
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("redis")]
    public async Task A_store_that_dies_is_told_and_found_again_and_no_acknowledged_write_is_lost(string store)
    {
        using var admin = await platform.AdminAsync();
        var course = await CreateCourseAsync(admin);
        using var stop = new CancellationTokenSource();
        var acknowledged = new List<string>();
        var writing = WriteUntilStoppedAsync(admin, course, acknowledged, stop.Token);

        (await platform.App.ResourceCommands.ExecuteCommandAsync(store, KnownResourceCommands.StopCommand)).Success.ShouldBeTrue();
        await UntilHealthSaysAsync(admin, store, healthy: false);
        var list = await admin.GetAsync(new Uri("/api/v1/courses?limit=2", UriKind.Relative));
        // The catalogue outlives Redis; without PostgreSQL it is served from the cache or says that it can't be.
        list.StatusCode.ShouldBeOneOf(store == "redis" ? [HttpStatusCode.OK] : [HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]);
        (await platform.App.ResourceCommands.ExecuteCommandAsync(store, KnownResourceCommands.StartCommand)).Success.ShouldBeTrue();
        await UntilHealthSaysAsync(admin, store, healthy: true);
        var before = Count(acknowledged);
        await UntilAsync(() => Task.FromResult(Count(acknowledged) > before));
        await stop.CancelAsync();
        await writing;

        var stored = await StoredAsync(admin, course);
        acknowledged.ShouldNotBeEmpty();
        acknowledged.Except(stored, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static int Count(List<string> list)
    {
        lock (list)
        {
            return list.Count;
        }
    }

    private static async Task WriteUntilStoppedAsync(HttpClient client, Guid course, List<string> acknowledged, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var email = $"writer{number}@example.com";
            try
            {
                var answer = await EnrollAsync(client, email, course);
                if (answer.StatusCode == HttpStatusCode.Created)
                {
                    lock (acknowledged)
                    {
                        acknowledged.Add(email);
                    }
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                // Not acknowledged: nothing was promised.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    private static async Task<List<string>> StoredAsync(HttpClient admin, Guid course)
    {
        var emails = new List<string>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await (await admin.GetAsync(
                new Uri($"/api/v1/admin/enrollments?course_id={course}&limit=100{cursor}", UriKind.Relative))).DataAsync();
            emails.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("student_email").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        return emails;
    }

    private static Task UntilHealthSaysAsync(HttpClient client, string store, bool healthy) => UntilAsync(async () =>
    {
        var answer = await client.GetAsync(new Uri("/health", UriKind.Relative));
        var health = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var root = health.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data : health;
        return root.GetProperty("dependencies").GetProperty(store).GetProperty("status").GetString() == "healthy" == healthy;
    });

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), timeout.Token);
        }
    }

    private static async Task<Guid> CreateCourseAsync(HttpClient admin)
    {
        var created = await admin.PostAsJsonAsync("/api/v1/courses", new
        {
            title = "Advanced React Development",
            description = "Master React hooks, context, and performance optimization",
            difficulty = "Advanced",
        });
        return (await created.DataAsync()).Id();
    }

    private static Task<HttpResponseMessage> EnrollAsync(HttpClient client, string email, Guid course) =>
        client.PostAsJsonAsync("/api/v1/enrollments", new { student_email = email, course_id = course });
}
