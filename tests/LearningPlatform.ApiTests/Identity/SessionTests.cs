namespace LearningPlatform.ApiTests.Identity;

public sealed class SessionTests(SharedApi shared) : SharedIdentityTest(shared)
{
    [Fact]
    public async Task Two_hundred_refreshes_of_one_token_at_once_leave_one_live_chain()
    {
        var signedIn = await SignInAsync(await NewPersonAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => RefreshAsync(RefreshOf(signedIn))));

        var tokens = new HashSet<string>(StringComparer.Ordinal);
        foreach (var answer in answers)
        {
            tokens.Add(RefreshOf(await answer.DataAsync()));
        }

        tokens.Count.ShouldBe(1);
        (await ScalarAsync<long>("select count(*) from refresh_tokens where used_at is null and session_id = $1", SessionOf(signedIn)))
            .ShouldBe(1);
        (await RefreshAsync(tokens.Single())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_tabs_that_refresh_at_the_same_moment_both_go_on()
    {
        var signedIn = await SignInAsync(await NewPersonAsync());

        var first = await (await RefreshAsync(RefreshOf(signedIn))).DataAsync();
        var second = await (await RefreshAsync(RefreshOf(signedIn))).DataAsync();

        (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", token: AccessOf(first))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", token: AccessOf(second))).StatusCode.ShouldBe(HttpStatusCode.OK);
        // The CSRF token is the session's: what one tab holds stays right when the other one refreshes.
        second.GetProperty("csrf_token").GetString().ShouldBe(signedIn.GetProperty("csrf_token").GetString());
    }

    [Fact]
    public async Task An_old_refresh_token_ends_the_whole_session_and_is_audited()
    {
        var email = await NewPersonAsync();
        var signedIn = await SignInAsync(email);
        var second = await (await RefreshAsync(RefreshOf(signedIn))).DataAsync();
        var third = await (await RefreshAsync(RefreshOf(second))).DataAsync();

        (await (await RefreshAsync(RefreshOf(signedIn))).ErrorAsync(HttpStatusCode.Unauthorized)).ShouldBe("INVALID_REFRESH_TOKEN");

        (await RefreshAsync(RefreshOf(third))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", token: AccessOf(third))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AuditedAsync("refresh_token_reused", email)).ShouldBe(1);
    }

    [Fact]
    public async Task After_the_grace_the_last_token_is_an_old_one_too()
    {
        var email = await NewPersonAsync();
        var signedIn = await SignInAsync(email);
        await RefreshAsync(RefreshOf(signedIn));
        await ScalarAsync<long>(
            "with u as (update refresh_tokens set used_at = used_at - interval '1 minute' where used_at is not null returning 1) select count(*) from u");

        (await RefreshAsync(RefreshOf(signedIn))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AuditedAsync("refresh_token_reused", email)).ShouldBe(1);
    }

    [Fact]
    public async Task Refresh_tokens_are_stored_as_hashes_only()
    {
        var signedIn = await SignInAsync(await NewPersonAsync());
        var next = RefreshOf(await (await RefreshAsync(RefreshOf(signedIn))).DataAsync());

        foreach (var token in (string[])[RefreshOf(signedIn), next])
        {
            var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(token);
            (await ScalarAsync<long>(
                "select count(*) from refresh_tokens where token_hash = $1 or position($1 in coalesce(successor_sealed, '')) > 0", bytes))
                .ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_device_can_be_signed_out_from_another_one()
    {
        var email = await NewPersonAsync();
        var here = await SignInAsync(email);
        var there = await SignInAsync(email);
        var list = await (await SendAsync(HttpMethod.Get, "/api/v1/auth/sessions", token: AccessOf(here))).DataAsync();
        list.GetProperty("items").EnumerateArray().Count(session => session.GetProperty("current").GetBoolean()).ShouldBe(1);

        var path = $"/api/v1/auth/sessions/{SessionOf(there)}";
        (await SendAsync(HttpMethod.Delete, path, token: AccessOf(here))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", token: AccessOf(there))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await RefreshAsync(RefreshOf(there))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(HttpMethod.Delete, path, token: AccessOf(here))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", token: AccessOf(here))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_can_end_somebody_elses_session()
    {
        var victim = await SignInAsync(await NewPersonAsync());
        var other = await SignInAsync(await NewPersonAsync());

        (await SendAsync(HttpMethod.Delete, $"/api/v1/auth/sessions/{SessionOf(victim)}", token: AccessOf(other)))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await RefreshAsync(RefreshOf(victim))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Logout_everywhere_ends_every_session_and_its_access_tokens()
    {
        var email = await NewPersonAsync();
        var (one, two) = (await SignInAsync(email), await SignInAsync(email));

        (await PostAsync("/api/v1/auth/logout-all", null, AccessOf(one))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        foreach (var session in (JsonElement[])[one, two])
        {
            (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", token: AccessOf(session))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await RefreshAsync(RefreshOf(session))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task A_browser_signs_in_by_cookie_and_must_show_the_csrf_token()
    {
        var answer = await PostAsync("/api/v1/auth/login", Login(await NewPersonAsync()));
        var csrf = (await answer.DataAsync()).GetProperty("csrf_token").GetString()!;
        var cookies = answer.Headers.GetValues("Set-Cookie").ToArray();
        cookies.ShouldAllBe(cookie => cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase)
            && cookie.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase));
        var access = cookies.Single(cookie => cookie.StartsWith("access_token=", StringComparison.Ordinal)).Split(';')[0];
        var refresh = cookies.First(cookie => cookie.StartsWith("refresh_token=", StringComparison.Ordinal)).Split(';')[0];

        (await SendAsync(HttpMethod.Get, "/api/v1/auth/me", cookie: access)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Put, "/api/v1/auth/me", new { first_name = "Eve" }, cookie: access))
            .StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var allowed = new HttpRequestMessage(HttpMethod.Put, "/api/v1/auth/me") { Content = JsonContent.Create(new { first_name = "Ada" }) };
        allowed.Headers.Add("Cookie", access);
        allowed.Headers.Add("X-CSRF-Token", csrf);
        (await Api.Stranger().SendAsync(allowed)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Post, "/api/v1/auth/refresh", cookie: refresh)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_owner_is_told_of_a_sign_in_from_a_device_that_is_new_and_of_no_other()
    {
        var email = await NewPersonAsync();
        foreach (var from in (string[])["203.0.113.1", "203.0.113.1", "203.0.113.2"])
        {
            (await PostAsync("/api/v1/auth/login", Login(email), from: from)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // The first sign-in of all came with the account, from nowhere.
        (await ScalarAsync<string>(
            """
            select string_agg(metadata ->> 'new_device', ',' order by position) from outbox
            where event_type = 'USER_SIGNED_IN' and user_id = (select id from users where email = $1)
            """,
            email)).ShouldBe("false,true,false,true");
    }

    [Fact]
    public async Task Cookies_are_secure_over_https()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/login") { Content = JsonContent.Create(Login(await NewPersonAsync())) };
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        using var answer = await Api.Stranger().SendAsync(request);

        answer.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie => cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
    }

    private static Guid SessionOf(JsonElement signedIn)
    {
        var payload = System.Buffers.Text.Base64Url.DecodeFromChars(AccessOf(signedIn).Split('.')[1]);
        return JsonDocument.Parse(payload).RootElement.GetProperty("sid").GetGuid();
    }
}
