namespace LearningPlatform.ApiTests.Identity;

public sealed class AccountFlowTests(SharedApi shared) : SharedIdentityTest(shared)
{
    private static int _people;

    // Of this test alone.
    private readonly string _name = $"eve{Interlocked.Increment(ref _people)}";

    private string Address => $"{_name}@example.com";

    [Fact]
    public async Task From_registration_by_mail_to_the_first_sign_in()
    {
        (await PostAsync("/api/v1/auth/register", Registration())).StatusCode.ShouldBe(HttpStatusCode.Created);
        // Not yet: otherwise registering and signing in would tell whether the address had been free.
        (await (await PostAsync("/api/v1/auth/login", Login(Address))).ErrorAsync(HttpStatusCode.Unauthorized)).ShouldBe("INVALID_CREDENTIALS");

        var token = await MailedTokenAsync(Address);
        var user = await (await PostAsync("/api/v1/auth/verify-email", new { token })).DataAsync();

        user.GetProperty("email").GetString().ShouldBe(Address);
        user.GetProperty("username").GetString().ShouldBe(_name);
        (await PostAsync("/api/v1/auth/verify-email", new { token })).StatusCode.ShouldBe(HttpStatusCode.OK, "the link may be clicked twice");
        (await ScalarAsync<long>("select count(*) from users where email = $1", Address)).ShouldBe(1);
        await SignInAsync(Address);
        (await PostAsync("/api/v1/auth/login", new { username = _name.ToUpperInvariant(), password = Password })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_mailed_page_makes_the_account_by_its_button_and_not_by_being_opened()
    {
        await PostAsync("/api/v1/auth/register", Registration());
        var token = await MailedTokenAsync(Address);
        var page = await Api.Stranger().GetAsync(new Uri($"/account/verify-email?token={token}", UriKind.Relative));
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ScalarAsync<long>("select count(*) from users where email = $1", Address)).ShouldBe(0);

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", token)]);
        (await Api.Stranger().PostAsync(new Uri("/account/verify-email", UriKind.Relative), form)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await SignInAsync(Address);
    }

    [Fact]
    public async Task Registering_a_taken_address_answers_the_same_and_tells_only_its_owner()
    {
        var email = await NewPersonAsync();
        var free = await PostAsync("/api/v1/auth/register", Registration());
        var taken = await PostAsync("/api/v1/auth/register", Registration(email, $"{_name}x"));

        taken.StatusCode.ShouldBe(free.StatusCode);
        (await taken.DataAsync()).GetRawText().ShouldBe((await free.DataAsync()).GetRawText());
        (await MailsAsync(email))[0].GetProperty("subject").GetString().ShouldBe("You already have an account");
    }

    [Fact]
    public async Task Two_registrations_of_one_address_become_the_account_of_the_one_that_is_proved()
    {
        await PostAsync("/api/v1/auth/register", Registration(password: "the first password"));
        var first = await MailedTokenAsync(Address);
        await PostAsync("/api/v1/auth/register", Registration(password: "the second password"));
        var second = await MailedTokenAsync(Address);

        var answers = await Task.WhenAll(
            PostAsync("/api/v1/auth/verify-email", new { token = first }), PostAsync("/api/v1/auth/verify-email", new { token = second }));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        (await ScalarAsync<long>("select count(*) from users where email = $1", Address)).ShouldBe(1);
    }

    [Fact]
    public async Task A_username_that_was_taken_meanwhile_does_not_cost_the_account()
    {
        await PostAsync("/api/v1/auth/register", Registration());
        var first = await MailedTokenAsync(Address);
        await PostAsync("/api/v1/auth/register", Registration($"other{Address}"));
        await PostAsync("/api/v1/auth/verify-email", new { token = await MailedTokenAsync($"other{Address}") });

        var user = await (await PostAsync("/api/v1/auth/verify-email", new { token = first })).DataAsync();

        user.GetProperty("username").ValueKind.ShouldBe(JsonValueKind.Null);
        (await (await PostAsync("/api/v1/auth/register", Registration($"third{Address}"))).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("USERNAME_TAKEN");
    }

    [Fact]
    public async Task A_link_is_mailed_again_on_request_and_to_nobody_else()
    {
        await PostAsync("/api/v1/auth/register", Registration());

        var known = await PostAsync("/api/v1/auth/resend-verification", new { email = Address });
        var unknown = await PostAsync("/api/v1/auth/resend-verification", new { email = "nobody@example.com" });

        (await known.DataAsync()).GetRawText().ShouldBe((await unknown.DataAsync()).GetRawText());
        (await MailsAsync("nobody@example.com")).ShouldBeEmpty();
        (await MailsAsync(Address)).Length.ShouldBe(2);
        (await PostAsync("/api/v1/auth/verify-email", new { token = await MailedTokenAsync(Address) })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_forgotten_password_is_set_by_mail_once_and_ends_every_session()
    {
        var email = await NewPersonAsync();
        var signedIn = await SignInAsync(email);
        var known = await PostAsync("/api/v1/auth/forgot-password", new { email });
        var unknown = await PostAsync("/api/v1/auth/forgot-password", new { email = "nobody@example.com" });
        (await known.DataAsync()).GetRawText().ShouldBe((await unknown.DataAsync()).GetRawText());
        (await MailsAsync("nobody@example.com")).ShouldBeEmpty();
        var token = await MailedTokenAsync(email);

        var wanted = new { token, new_password = "quite another sentence" };
        var uses = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PostAsync("/api/v1/auth/reset-password", wanted)));

        uses.Count(use => use.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
        uses.Count(use => use.StatusCode == HttpStatusCode.BadRequest).ShouldBe(4);
        (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", token: AccessOf(signedIn))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await RefreshAsync(RefreshOf(signedIn))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync("/api/v1/auth/login", Login(email))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await SignInAsync(email, "quite another sentence");
        (await MailsAsync(email))[0].GetProperty("subject").GetString().ShouldBe("Your password was changed");
    }

    [Fact]
    public async Task A_reset_link_dies_after_an_hour()
    {
        var email = await NewPersonAsync();
        await PostAsync("/api/v1/auth/forgot-password", new { email });
        await ScalarAsync<long>(
            "with u as (update password_resets set expires_at = expires_at - interval '1 hour' returning 1) select count(*) from u");

        var answer = await PostAsync(
            "/api/v1/auth/reset-password", new { token = await MailedTokenAsync(email), new_password = "quite another sentence" });

        (await answer.ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("INVALID_TOKEN");
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions_only()
    {
        var email = await NewPersonAsync();
        var (here, there) = (await SignInAsync(email), await SignInAsync(email));

        var change = new { current_password = Password, new_password = "quite another sentence" };
        (await PostAsync("/api/v1/auth/change-password", change, AccessOf(here))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", token: AccessOf(here))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", token: AccessOf(there))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync("/api/v1/auth/change-password", change, AccessOf(here))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("short 7")]
    [InlineData("12345678")]
    [InlineData("Password1")]
    [InlineData("QWERTYUIOP")]
    [InlineData("jennifer")]
    public async Task Weak_passwords_are_refused(string password)
    {
        var answer = await PostAsync("/api/v1/auth/register", Registration(password: password));
        (await answer.DetailsAsync()).TryGetProperty("password", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("ünïcödé påsswörd 密码")]
    [InlineData("        spaces count      ")]
    [InlineData("'; drop table users; --")]
    public async Task Any_characters_make_a_password(string password)
    {
        (await PostAsync("/api/v1/auth/register", Registration(password: password))).StatusCode.ShouldBe(HttpStatusCode.Created);
        await PostAsync("/api/v1/auth/verify-email", new { token = await MailedTokenAsync(Address) });
        await SignInAsync(Address, password);
    }

    [Fact]
    public async Task A_password_of_128_characters_is_taken_and_one_of_129_is_not()
    {
        (await PostAsync("/api/v1/auth/register", Registration(password: new string('ä', 128)))).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await PostAsync("/api/v1/auth/register", Registration(password: new string('ä', 129)))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Mail_comes_in_the_language_of_its_reader()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/register") { Content = JsonContent.Create(Registration()) };
        request.Headers.Add("Accept-Language", "de-AT, en;q=0.5");
        await Api.Stranger().SendAsync(request);

        var mail = (await MailsAsync(Address))[0];
        mail.GetProperty("subject").GetString().ShouldBe("Bitte bestätigen Sie Ihre E-Mail-Adresse");
        mail.GetProperty("html").GetString()!.ShouldContain("lang=\"de\"");
    }

    [Fact]
    public async Task What_a_stranger_types_as_a_name_becomes_neither_markup_nor_a_link_in_the_mail()
    {
        await PostAsync("/api/v1/auth/register", new
        {
            email = Address,
            password = Password,
            first_name = "<img src=x>",
            last_name = "See http://evil.example",
        });

        var html = (await MailsAsync(Address))[0].GetProperty("html").GetString()!;
        html.ShouldNotContain("<img");
        html.ShouldNotContain("evil.example");
    }

    private object Registration(string? email = null, string? username = null, string password = Password) =>
        new { email = email ?? Address, username = username ?? _name, password, first_name = "Eve", last_name = "Example" };
}
