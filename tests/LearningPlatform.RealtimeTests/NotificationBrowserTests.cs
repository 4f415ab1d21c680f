using System.Net;
using System.Net.Http.Json;
using LearningPlatform.Core.Identity;
using Microsoft.Playwright;
using Cookie = Microsoft.Playwright.Cookie;

namespace LearningPlatform.RealtimeTests;

/// <summary>A browser tab that is signed in by cookie, on a frontend's own address.</summary>
[Collection(StoresCollection.Name)]
public sealed class NotificationBrowserTests(StoresFixture stores) : IAsyncLifetime
{
    private const int Causes = 5;

    private ApiFactory _api = null!;
    private RealtimeFactory _realtime = null!;
    private WorkersFactory _workers = null!;
    private Browser _browser = null!;
    private Frontend _frontend = null!;
    private Frontend _stranger = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiFactory.StartAsync(stores);
        (_frontend, _stranger) = (await Frontend.StartAsync(Html), await Frontend.StartAsync(Html));
        _realtime = new(_api, ("Cors:Origins", _frontend.Address.GetLeftPart(UriPartial.Authority)));
        _workers = new(_api);
        _browser = await Browser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _stranger.DisposeAsync();
        await _frontend.DisposeAsync();
        await _workers.DisposeAsync();
        await _realtime.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_tab_sees_a_notification_within_a_second_of_its_cause()
    {
        var student = await _api.SignInAsAsync(Role.Student);
        var courses = await CreateCoursesAsync(Causes + 1);
        var page = await _browser.OpenAsync(_frontend.Address, await CookiesAsync(student.Email));
        await page.WaitForFunctionAsync("() => seen.length > 0 || isOver");
        (await page.EvaluateAsync<string>("seen[0]?.type ?? 'closed'")).ShouldBe("hello");

        var delays = new List<double>();
        foreach (var course in courses)
        {
            var caused = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            (await student.Client.PostAsync(new Uri($"/api/v1/courses/{course}/enroll", UriKind.Relative), null)).StatusCode.ShouldBe(HttpStatusCode.Created);
            var seen = await page.WaitForFunctionAsync(
                "id => seen.find(message => message.notification?.data.course_id === id)?.at", course.ToString());
            delays.Add(await seen.JsonValueAsync<double>() - caused);
        }

        // The first one warms everything up; the middle one of the others is what a user has.
        delays.Skip(1).Order().ElementAt(Causes / 2).ShouldBeLessThan(1_000, $"milliseconds: {string.Join(", ", delays)}");
    }

    [Fact]
    public async Task A_tab_of_another_site_gets_no_connection_by_cookie()
    {
        var student = await _api.SignInAsAsync(Role.Student);

        var page = await _browser.OpenAsync(_stranger.Address, await CookiesAsync(student.Email));

        await page.WaitForFunctionAsync("() => isOver");
        (await page.EvaluateAsync<int>("seen.length")).ShouldBe(0);
    }

    private string Html() =>
        $$"""
          <!doctype html><title>A frontend</title><script>
          const seen = [];
          let isOver = false;
          const socket = new WebSocket('ws://127.0.0.1:{{_realtime.ClientOptions.BaseAddress.Port}}/ws/notifications');
          socket.onmessage = event => seen.push({ ...JSON.parse(event.data), at: Date.now() });
          socket.onclose = () => { isOver = true; };
          </script>
          """;

    /// <summary>What the browser keeps of a login. Ports do not part cookies: the Api's reach Realtime on the same host.</summary>
    private async Task<IEnumerable<Cookie>> CookiesAsync(string email)
    {
        var answer = await _api.Stranger().PostAsJsonAsync("/api/v1/auth/login", new { email, password = ApiFactory.Password });
        return answer.Headers.GetValues("Set-Cookie").Select(header => header.Split(';')[0].Split('=', 2))
            .Select(pair => new Cookie { Name = pair[0], Value = pair[1], Url = "http://127.0.0.1/", HttpOnly = true, SameSite = SameSiteAttribute.Lax });
    }

    private async Task<List<Guid>> CreateCoursesAsync(int count)
    {
        var teacher = await _api.SignInAsAsync(Role.Instructor);
        var ids = new List<Guid>();
        for (var number = 0; number < count; number++)
        {
            ids.Add((await (await teacher.Client.PostAsJsonAsync(
                "/api/v1/courses", new { title = $"Networks {number}", description = "Addresses and routes.", difficulty = "beginner" })).DataAsync()).Id());
        }

        return ids;
    }
}
