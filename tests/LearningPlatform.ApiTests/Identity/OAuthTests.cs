namespace LearningPlatform.ApiTests.Identity;

public sealed class OAuthTests(StoresFixture stores) : OwnIdentityTest(stores)
{
    private OAuthServer _provider = null!;

    protected override (string Key, string? Value)[] Settings =>
    [
        .. base.Settings,
        ("OAuth:Google:ClientId", OAuthServer.ClientId),
        ("OAuth:Google:ClientSecret", OAuthServer.ClientSecret),
        ("OAuth:Google:AuthorizeUrl", $"{_provider.Url}/authorize"),
        ("OAuth:Google:TokenUrl", $"{_provider.Url}/token"),
        ("OAuth:Google:UserUrl", $"{_provider.Url}/userinfo"),
        ("OAuth:GitHub:ClientId", OAuthServer.ClientId),
        ("OAuth:GitHub:ClientSecret", OAuthServer.ClientSecret),
        ("OAuth:GitHub:AuthorizeUrl", $"{_provider.Url}/authorize"),
        ("OAuth:GitHub:TokenUrl", $"{_provider.Url}/token"),
        ("OAuth:GitHub:UserUrl", $"{_provider.Url}/user"),
        ("OAuth:GitHub:EmailsUrl", $"{_provider.Url}/user/emails"),
        ("OAuth:ReturnUrls:0", "https://app.example"),
    ];

    public override async Task InitializeAsync()
    {
        _provider = await OAuthServer.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("google")]
    [InlineData("github")]
    public async Task The_browser_goes_to_the_provider_and_comes_back_signed_in(string provider)
    {
        var answer = await (await CallbackAsync(await StartAsync(provider))).DataAsync();

        var me = await (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", token: AccessOf(answer))).DataAsync();
        me.GetProperty("email").GetString().ShouldBe("ada@example.com");
        me.GetProperty("display_name").GetString().ShouldBe("Ada Lovelace");
    }

    [Fact]
    public async Task Both_providers_and_the_password_lead_to_one_account_by_the_verified_address()
    {
        var person = await Api.SignInAsAsync(Core.Identity.Role.Student);
        _provider.Person = new("7", person.Email.ToUpperInvariant(), true);

        foreach (var provider in (string[])["google", "github", "google"])
        {
            var answer = await (await CallbackAsync(await StartAsync(provider))).DataAsync();
            answer.GetProperty("user").Id().ShouldBe(person.Id);
        }

        (await ScalarAsync<long>("select count(*) from external_logins where user_id = $1", person.Id)).ShouldBe(2);
    }

    [Fact]
    public async Task The_providers_id_counts_after_the_first_time_even_when_the_address_changes()
    {
        var first = await (await CallbackAsync(await StartAsync("google"))).DataAsync();
        _provider.Person = _provider.Person with { Email = "new@example.com", Verified = false };

        var second = await (await CallbackAsync(await StartAsync("google"))).DataAsync();

        second.GetProperty("user").Id().ShouldBe(first.GetProperty("user").Id());
    }

    [Theory]
    [InlineData("google")]
    [InlineData("github")]
    public async Task An_unverified_address_links_to_nobody(string provider)
    {
        var person = await Api.SignInAsAsync(Core.Identity.Role.Student);
        _provider.Person = new("666", person.Email, false);

        (await (await CallbackAsync(await StartAsync(provider))).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("OAUTH_EMAIL_NOT_VERIFIED");
        (await ScalarAsync<long>("select count(*) from external_logins")).ShouldBe(0);
    }

    [Fact]
    public async Task A_callback_counts_only_in_the_browser_that_started_and_once()
    {
        var trip = await StartAsync("google");

        (await (await CallbackAsync(trip with { Cookie = "oauth=none" })).ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("OAUTH_STATE_INVALID");
        (await CallbackAsync(trip with { Callback = trip.Callback + "x" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var other = await StartAsync("google");
        (await CallbackAsync(trip with { Cookie = other.Cookie })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var elsewhere = trip.Callback.Replace("/google/", "/github/", StringComparison.Ordinal);
        (await CallbackAsync(trip with { Callback = elsewhere })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await CallbackAsync(trip)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await CallbackAsync(trip)).ErrorAsync(HttpStatusCode.Unauthorized)).ShouldBe("OAUTH_FAILED");
    }

    [Fact]
    public async Task A_sign_in_returns_to_our_own_pages_or_a_configured_address_only()
    {
        foreach (var bad in (string[])["https://evil.example", "//evil.example", "/\\evil.example", "https://app.example.evil.example/", "javascript:1"])
        {
            var refused = await SendAsync(HttpMethod.Get, $"/api/v1/auth/google?return_to={Uri.EscapeDataString(bad)}");
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, bad);
        }

        var answer = await CallbackAsync(await StartAsync("google", "?return_to=https%3A%2F%2Fapp.example%2Fhome"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.ToString().ShouldBe("https://app.example/home");
        answer.Headers.GetValues("Set-Cookie").ShouldContain(cookie => cookie.StartsWith("access_token=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_frontend_exchanges_the_code_that_it_has_got_itself()
    {
        const string Verifier = "a-verifier-of-the-frontend-that-is-43-characters-long";
        const string Redirect = "https://app.example/callback";
        var challenge = System.Buffers.Text.Base64Url.EncodeToString(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Verifier)));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        async Task<string> CodeAsync()
        {
            var sent = await browser.GetAsync(new Uri(
                $"{_provider.Url}/authorize?response_type=code&client_id={OAuthServer.ClientId}&redirect_uri={Uri.EscapeDataString(Redirect)}"
                + $"&state=s&code_challenge={challenge}&code_challenge_method=S256"));
            return sent.Headers.Location!.Query.Split('&')[0]["?code=".Length..];
        }

        var right = new { code = await CodeAsync(), code_verifier = Verifier, redirect_uri = Redirect };
        (await PostAsync("/api/v1/auth/google", right)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync("/api/v1/auth/google", right)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "a code is for one use");
        var wrong = new { code = await CodeAsync(), code_verifier = Verifier + "x", redirect_uri = Redirect };
        (await (await PostAsync("/api/v1/auth/google", wrong)).ErrorAsync(HttpStatusCode.Unauthorized)).ShouldBe("OAUTH_FAILED");
    }

    [Fact]
    public async Task Nobody_comes_back_into_an_account_that_is_being_erased()
    {
        var person = await Api.SignInAsAsync(Core.Identity.Role.Student);
        _provider.Person = new("8", person.Email, true);
        await CallbackAsync(await StartAsync("google"));
        (await person.Client.DeleteAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await (await CallbackAsync(await StartAsync("google"))).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ACCOUNT_BEING_ERASED");
        (await PostAsync("/api/v1/auth/login", Login(person.Email))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await PostAsync("/api/v1/auth/forgot-password", new { email = person.Email });
        (await MailsAsync(person.Email)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Twenty_first_sign_ins_at_once_make_one_account()
    {
        var trips = new List<Trip>();
        for (var n = 0; n < 20; n++)
        {
            trips.Add(await StartAsync("google"));
        }

        var answers = await Task.WhenAll(trips.Select(CallbackAsync));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await ScalarAsync<long>("select count(*) from users where email = 'ada@example.com'")).ShouldBe(1);
    }

    /// <summary>Follows the platform's redirect to the provider and the provider's back, as a browser does.</summary>
    private async Task<Trip> StartAsync(string provider, string query = "")
    {
        var sent = await SendAsync(HttpMethod.Get, $"/api/v1/auth/{provider}{query}");
        sent.StatusCode.ShouldBe(HttpStatusCode.Found);
        var cookie = sent.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("oauth=", StringComparison.Ordinal)).Split(';')[0];
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var back = await browser.GetAsync(sent.Headers.Location);
        back.StatusCode.ShouldBe(HttpStatusCode.Found);
        return new(cookie, back.Headers.Location!.PathAndQuery);
    }

    private Task<HttpResponseMessage> CallbackAsync(Trip trip) => SendAsync(HttpMethod.Get, trip.Callback, cookie: trip.Cookie);

    private sealed record Trip(string Cookie, string Callback);
}
