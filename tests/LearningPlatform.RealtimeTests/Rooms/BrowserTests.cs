using System.Collections.Concurrent;
using LearningPlatform.Core.Identity;
using LearningPlatform.Realtime.Sockets;
using Microsoft.Playwright;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>The page of development runs in two real browsers, each on a replica of its own.</summary>
[Collection(StoresCollection.Name)]
public sealed class BrowserTests(StoresFixture stores) : IAsyncLifetime
{
    private static readonly string[] Browsers =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];

    private readonly ConcurrentQueue<string> _said = new();
    private ApiFactory _api = null!;
    private ServiceProcess _one = null!;
    private ServiceProcess _two = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiFactory.StartAsync(stores, onKestrel: true);
        Dictionary<string, string?> settings = new(ServiceProcess.SettingsOf(_api), StringComparer.Ordinal) { ["ASPNETCORE_ENVIRONMENT"] = "Development" };
        (_one, _two) = (new(typeof(SocketSettings).Assembly, settings), new(typeof(SocketSettings).Assembly, settings));
        await Task.WhenAll(_one.StartAsync(), _two.StartAsync());
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Browsers.First(File.Exists),
            Args =
            [
                "--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                "--auto-accept-this-tab-capture", "--auto-select-desktop-capture-source=Entire screen",
                // Two browsers on one machine may tell each other their addresses.
                "--disable-features=WebRtcHideLocalIpsWithMdns",
                // A machine without a network has no other address.
                "--allow-loopback-in-peer-connection",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        _one.Dispose();
        _two.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Two_browsers_on_two_replicas_chat_hold_a_call_share_a_screen_and_one_is_put_out()
    {
        var guest = await _api.SignInAsAsync(Role.Student);
        var room = await Rooms.CreateAsync(await _api.AdminAsync(), guest);
        var ada = await OpenAsync(_one, room, "admin@example.com", ApiFactory.AdminPassword);
        var grace = await OpenAsync(_two, room, guest.Email, ApiFactory.Password);

        await SayAsync(ada, "Shall we begin?");
        await grace.Locator("#messages .text", new() { HasText = "Shall we begin?" }).WaitForAsync();
        await SayAsync(grace, "Yes <b>please</b>");
        await ada.Locator("#messages .text", new() { HasText = "Yes <b>please</b>" }).WaitForAsync();
        await ada.Locator("#people .dot.online").Nth(1).WaitForAsync();
        await ada.GetByPlaceholder("New todo").FillAsync("Read chapter 5");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await grace.GetByLabel("Read chapter 5").WaitForAsync();

        await ada.GetByRole(AriaRole.Button, new() { Name = "Join call" }).ClickAsync();
        await ada.Locator("#call-leave").WaitForAsync();
        await grace.GetByRole(AriaRole.Button, new() { Name = "Join call" }).ClickAsync();
        foreach (var page in (IPage[])[ada, grace])
        {
            await ConnectedAsync(page);
            await page.WaitForFunctionAsync("async () => (await Promise.all(room.call.peers.map(async (peer) => "
                + "[...(await peer.getStats()).values()].some((stat) => stat.type === 'inbound-rtp' && stat.framesDecoded > 0)))).includes(true)");
        }

        await ada.GetByRole(AriaRole.Button, new() { Name = "Share screen" }).ClickAsync();
        var screen = grace.Locator(".tile.screen video");
        await screen.WaitForAsync();
        await grace.WaitForFunctionAsync("() => (document.querySelector('.tile.screen video')?.videoWidth ?? 0) > 2");
        if (Environment.GetEnvironmentVariable("LEARNING_TEST_SCREENSHOTS") is { } folder)
        {
            await grace.ScreenshotAsync(new() { Path = Path.Combine(folder, "room.png") });
        }

        await ada.GetByRole(AriaRole.Button, new() { Name = "Stop sharing" }).ClickAsync();
        await screen.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await ada.Locator($"#people li[data-user='{guest.Id}'] button").ClickAsync();
        await grace.GetByRole(AriaRole.Alert).GetByText("not a member").WaitForAsync();
        await ada.GetByText("0 of 0 connected").WaitForAsync();
        (await grace.EvaluateAsync<bool>("() => window.room === null")).ShouldBeTrue();
    }

    /// <summary>What the pages had to say tells why they did not.</summary>
    private async Task ConnectedAsync(IPage page)
    {
        try
        {
            await page.GetByText("1 of 1 connected").WaitForAsync();
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{await page.Locator(".call").InnerTextAsync()}\n{string.Join('\n', _said)}");
        }
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.GetByPlaceholder("Say something").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }

    private async Task<IPage> OpenAsync(ServiceProcess replica, Guid room, string email, string password)
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = replica.Address.ToString(), ViewportSize = new() { Width = 1280, Height = 860 } });
        await context.GrantPermissionsAsync(["camera", "microphone"]);
        var page = await context.NewPageAsync();
        page.Console += (_, message) => _said.Enqueue($"{page.Url}: {message.Text}");
        page.PageError += (_, error) => _said.Enqueue($"{page.Url}: {error}");
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync($"/#room/{room}");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByText("live", new() { Exact = true }).WaitForAsync();
        return page;
    }
}
