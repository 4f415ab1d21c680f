using System.Text.RegularExpressions;

namespace LearningPlatform.ApiTests.Identity;

public sealed class MailboxTests(SharedApi shared) : SharedIdentityTest(shared)
{
    [Fact]
    public async Task A_browser_gets_a_page_whose_links_work_and_whose_texts_are_only_texts()
    {
        const string Email = "browser@example.com";
        var registration = new { email = Email, password = Password, first_name = "<script>alert(1)</script>" };
        (await PostAsync("/api/v1/auth/register", registration)).StatusCode.ShouldBe(HttpStatusCode.Created);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/dev/mailbox?to={Email}") { Headers = { { "Accept", "text/html" } } };
        using var answer = await Api.Stranger().SendAsync(request);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldNotContain("<script>");
        var link = Regex.Match(page, "href=\"[^\"]*?(?<path>/account/verify-email\\?token=[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        (await Api.Stranger().GetAsync(link.Groups["path"].Value)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}

/// <summary>Mail that strangers can have sent to somebody is limited by the address that gets it.</summary>
public sealed class MailLimitTests(StoresFixture stores) : OwnIdentityTest(stores)
{
    private const int Limit = 3;

    protected override (string Key, string? Value)[] Settings => [.. OpenSettings, ("RateLimits:Auth:PerUser", $"{Limit}")];

    [Theory]
    [InlineData("forgot-password")]
    [InlineData("resend-verification")]
    public async Task It_is_the_same_for_every_address_and_keeps_nobody_from_signing_in(string route)
    {
        var known = await NewPersonAsync();
        foreach (var email in (string[])[known, $"{route}@example.com"])
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Limit + 2).Select(n =>
                PostAsync($"/api/v1/auth/{route}", new { email }, from: $"198.51.100.{n}")));

            answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(Limit);
            answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(2);
        }

        foreach (var _ in Enumerable.Range(0, Limit + 2))
        {
            (await PostAsync("/api/v1/auth/login", Login(known))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }
}
