using Microsoft.Playwright;

namespace LearningPlatform.AppTests;

/// <summary>The pages that developers open, in a real browser: a policy that blocks their scripts leaves them blank.</summary>
public sealed class PagesTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    [Fact]
    public async Task The_reference_lists_its_operations()
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(Address("/scalar/"), []);
        await page.GetByText("Mails to an address, newest first").First.WaitForAsync();
        (await page.TitleAsync()).ShouldContain("API reference");
    }

    [Fact]
    public async Task The_mailbox_shows_a_mail_and_its_link_works()
    {
        using var api = platform.App.CreateHttpClient("api");
        (await api.PostAsJsonAsync(
            "/api/v1/auth/register",
            new { email = "grace@example.com", username = "grace", password = "a password of her own", display_name = "Grace" })).EnsureSuccessStatusCode();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(Address("/dev/mailbox?to=grace@example.com"), []);
        var link = await page.Locator("article a").First.GetAttributeAsync("href");
        await page.GotoAsync(link!);
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        (await api.PostAsJsonAsync("/api/v1/auth/login", new { username = "grace", password = "a password of her own" })).EnsureSuccessStatusCode();
    }

    private Uri Address(string path) => new(platform.App.GetEndpoint("api"), path);
}
