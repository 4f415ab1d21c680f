namespace LearningPlatform.ApiTests.Identity;

/// <summary>Strangers who guess, and owners who must get in all the same.</summary>
public sealed class BruteForceTests(SharedApi shared) : SharedIdentityTest(shared)
{
    private const string OwnersAddress = "198.51.100.7";

    [Fact]
    public async Task A_thousand_wrong_passwords_from_one_address_get_few_tries_and_the_owner_gets_in()
    {
        var email = await NewPersonAsync();

        var answers = await GuessAsync(email, 1_000, _ => "203.0.113.9");

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized).ShouldBeLessThanOrEqualTo(5);
        var blocked = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        (await blocked.ErrorAsync(HttpStatusCode.TooManyRequests)).ShouldBe("TOO_MANY_ATTEMPTS");
        blocked.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 900);
        (await PostAsync("/api/v1/auth/login", Login(email), from: OwnersAddress)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_thousand_wrong_passwords_from_a_thousand_addresses_do_not_lock_the_owner_out()
    {
        var email = await NewPersonAsync();

        await GuessAsync(email, 1_000, n => $"10.0.{n / 250}.{n % 250}");

        (await PostAsync("/api/v1/auth/login", Login(email), from: OwnersAddress)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AuditedAsync("sign_in_failed", email)).ShouldBe(1_000);
    }

    [Fact]
    public async Task Under_attack_each_further_address_has_one_try()
    {
        var email = await NewPersonAsync();
        await GuessAsync(email, 60, n => $"10.1.0.{n}");

        var again = await GuessAsync(email, 5, _ => "203.0.113.10");

        again.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(1);
    }

    [Fact]
    public async Task One_address_that_tries_many_accounts_is_stopped()
    {
        var answers = new List<HttpResponseMessage>();
        for (var n = 0; n < 120; n++)
        {
            answers.Add(await PostAsync("/api/v1/auth/login", Login($"nobody{n}@example.com", "wrong"), from: "203.0.113.11"));
        }

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(100);
    }

    [Fact]
    public async Task A_browser_that_was_signed_in_gets_in_from_the_attackers_own_address()
    {
        var email = await NewPersonAsync();
        var first = await PostAsync("/api/v1/auth/login", Login(email), from: OwnersAddress);
        var device = first.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("device=", StringComparison.Ordinal)).Split(';')[0];
        await GuessAsync(email, 50, _ => "203.0.113.12");

        (await SendAsync(HttpMethod.Post, "/api/v1/auth/login", Login(email), from: "203.0.113.12"))
            .StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await SendAsync(HttpMethod.Post, "/api/v1/auth/login", Login(email), from: "203.0.113.12", cookie: device))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_device_mark_is_good_for_its_own_account_only()
    {
        var (mine, victim) = (await NewPersonAsync(), await NewPersonAsync());
        var first = await PostAsync("/api/v1/auth/login", Login(mine), from: "203.0.113.13");
        var device = first.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("device=", StringComparison.Ordinal)).Split(';')[0];

        var answers = new List<HttpStatusCode>();
        for (var n = 0; n < 20; n++)
        {
            answers.Add((await SendAsync(HttpMethod.Post, "/api/v1/auth/login", Login(victim, "wrong"), from: "203.0.113.13", cookie: device)).StatusCode);
        }

        answers.Count(status => status == HttpStatusCode.Unauthorized).ShouldBe(5);
    }

    [Fact]
    public async Task Blocked_answers_are_the_same_for_accounts_that_do_not_exist()
    {
        var email = await NewPersonAsync();
        var real = await GuessAsync(email, 20, _ => "203.0.113.14");
        var unreal = await GuessAsync("nobody@example.com", 20, _ => "203.0.113.15");

        unreal.Select(answer => answer.StatusCode).Order().ShouldBe(real.Select(answer => answer.StatusCode).Order());
    }

    private async Task<HttpResponseMessage[]> GuessAsync(string email, int count, Func<int, string> from)
    {
        using var few = new SemaphoreSlim(50);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(async n =>
        {
            await few.WaitAsync();
            try
            {
                return await PostAsync("/api/v1/auth/login", Login(email, $"wrong {n}"), from: from(n));
            }
            finally
            {
                few.Release();
            }
        }));
    }
}
