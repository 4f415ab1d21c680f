using Microsoft.Playwright;
using Cookie = Microsoft.Playwright.Cookie;

namespace LearningPlatform.TestSupport;

/// <summary>The machine's Chromium (or Chrome), driven from a test. Each page is a visitor of its own.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Programs =
    [
        "chromium", "chromium-browser", "google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];

    /// <summary>A busy machine takes longer than Playwright's half a minute.</summary>
    private const float PatienceMs = 90_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Find(),
            // Its sandbox needs what a container that runs as root does not give; it visits nothing but our own pages.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
        return new(playwright, browser);
    }

    /// <summary>A tab at <paramref name="address"/> with the cookies that the platform has set.</summary>
    public async Task<IPage> OpenAsync(Uri address, IEnumerable<Cookie> cookies)
    {
        var context = await _browser.NewContextAsync();
        context.SetDefaultTimeout(PatienceMs);
        await context.AddCookiesAsync(cookies);
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Programs.SelectMany(program => folders.Select(folder => Path.Combine(folder, program))).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("There is no Chromium on this machine; eng/test.sh installs one.");
    }
}
