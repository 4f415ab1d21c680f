using System.Text.Json;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.External;
using LearningPlatform.Core.Identity.Keys;
using LearningPlatform.Core.Identity.Limits;
using LearningPlatform.Core.Identity.Passwords;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Core.Identity.Sessions;
using LearningPlatform.Core.Mail;
using Microsoft.Extensions.Options;

namespace LearningPlatform.UnitTests.Identity;

public sealed class IdentityRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(499, 1)]
    [InlineData(500, 2)]
    [InlineData(1_499, 2)]
    [InlineData(1_500, 3)]
    [InlineData(3_000, 4)]
    [InlineData(124_785_499, 706)]
    [InlineData(124_785_500, 707)]
    public void A_level_starts_at_500_times_half_of_level_times_level_minus_one(long xp, int level) => Levels.Of(xp).ShouldBe(level);

    [Fact]
    public void The_level_is_the_last_one_whose_start_is_reached()
    {
        for (long level = 1; level < 100_000; level += 7)
        {
            var start = Levels.StartOf(level);
            Levels.Of(start).ShouldBe((int)level);
            Levels.Of(start + 1).ShouldBe((int)level);
            if (level > 1)
            {
                Levels.Of(start - 1).ShouldBe((int)level - 1);
            }
        }
    }

    [Theory]
    [InlineData(null, false, false, 60, RefreshVerdict.Rotate)]
    [InlineData(null, false, true, 60, RefreshVerdict.Refuse)]
    [InlineData(null, false, false, 0, RefreshVerdict.Refuse)]
    [InlineData(-5, true, false, 60, RefreshVerdict.Repeat)]
    [InlineData(-20, true, false, 60, RefreshVerdict.Repeat)]
    [InlineData(-21, true, false, 60, RefreshVerdict.Reuse)]
    [InlineData(-5, false, false, 60, RefreshVerdict.Reuse)]
    [InlineData(-5, true, true, 60, RefreshVerdict.Refuse)]
    [InlineData(-5, false, false, -1, RefreshVerdict.Refuse)]
    public void A_refresh_token_gets_what_its_state_says(int? usedAt, bool successorIsNewest, bool revoked, int expiresIn, RefreshVerdict verdict) =>
        RefreshRule.Judge(
            new(Now.AddSeconds(expiresIn), usedAt is { } seconds ? Now.AddSeconds(seconds) : null, successorIsNewest, revoked), Now)
            .ShouldBe(verdict);

    [Fact]
    public void Only_the_used_token_opens_its_successor()
    {
        var (token, next) = (RefreshToken.Create(), RefreshToken.Create());
        var hidden = token.Seal(next);

        RefreshToken.Parse(token.ToString())!.Unseal(hidden).ToString().ShouldBe(next.ToString());
        Should.Throw<System.Security.Cryptography.CryptographicException>(() => RefreshToken.Create().Unseal(hidden));
    }

    [Fact]
    public void The_next_signing_key_is_made_a_day_before_it_signs()
    {
        KeySchedule.NextStart(null, Now).ShouldBe(Now);
        KeySchedule.NextStart(Now.AddDays(-28), Now).ShouldBeNull();
        KeySchedule.NextStart(Now.AddDays(-29.5), Now).ShouldBe(Now.AddDays(0.5));
        KeySchedule.NextStart(Now.AddDays(1), Now).ShouldBeNull("the next one is there already");
        KeySchedule.NextStart(Now.AddDays(-300), Now)!.Value.ShouldBeInRange(Now.AddMinutes(5), Now.AddHours(1), "services must get to know it");
    }

    [Fact]
    public void Pauses_grow_and_end_at_the_cap()
    {
        var rule = AttemptRule.Stranger;
        rule.PauseAfter(4).ShouldBe(TimeSpan.Zero);
        rule.PauseAfter(5).ShouldBe(TimeSpan.FromSeconds(30));
        rule.PauseAfter(6).ShouldBe(TimeSpan.FromSeconds(60));
        rule.PauseAfter(50).ShouldBe(rule.Cap);
        rule.PauseAfter(int.MaxValue).ShouldBe(rule.Cap);
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1::/48")]
    [InlineData("", null)]
    [InlineData("not an address", null)]
    public void The_audit_log_keeps_the_network_of_an_address(string address, string? network) => AuditLog.NetworkOf(address).ShouldBe(network);

    [Theory]
    [InlineData("de", "de")]
    [InlineData("de-CH,fr;q=0.9", "de")]
    [InlineData("fr, de;q=0.5", "de")]
    [InlineData("fr", "en")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    [InlineData("';--", "en")]
    public void Mail_comes_in_the_first_language_that_there_is(string? accepted, string language) =>
        MailTemplates.LanguageOf(accepted).ShouldBe(language);

    [Fact]
    public async Task Hashes_are_redone_when_the_parameters_rise()
    {
        using var old = Hashing(1_000);
        using var current = Hashing(2_000);
        var hash = await old.HashAsync("a password", CancellationToken.None);

        (await current.VerifyAsync(hash, "a password", CancellationToken.None)).ShouldBe(PasswordCheck.RightButOld);
        (await old.VerifyAsync(hash, "a password", CancellationToken.None)).ShouldBe(PasswordCheck.Right);
        (await current.VerifyAsync(hash, "another", CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);
        (await current.VerifyAsync(null, "a password", CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);
    }

    [Theory]
    [InlineData("password1", false)]
    [InlineData("1q2w3e4r5t", false)]
    [InlineData("00000000", false)]
    [InlineData("0123456789", false)]
    [InlineData("01021985", false)]
    [InlineData("  BASEBALL ", false)]
    [InlineData("1234567", false)]
    [InlineData("eight ch", true)]
    [InlineData("Tr0ub4dor&3 and then some", true)]
    public void Common_and_short_passwords_are_refused(string password, bool allowed) =>
        (PasswordRules.Check(password) is null).ShouldBe(allowed);

    [Fact]
    public void Every_one_of_the_published_ten_thousand_is_refused()
    {
        using var reader = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("Passwords/top-10000.txt")!);
        var published = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        published.Length.ShouldBe(10_000);
        published.Where(password => PasswordRules.Check(password) is null).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"sub":"1","email":"A@example.com","email_verified":true}""", "a@example.com")]
    [InlineData("""{"sub":"1","email":"A@example.com","email_verified":"true"}""", "a@example.com")]
    [InlineData("""{"sub":"1","email":"A@example.com","email_verified":false}""", null)]
    [InlineData("""{"sub":"1","email":"A@example.com"}""", null)]
    [InlineData("""{"sub":"1","email":7,"email_verified":true}""", null)]
    public void Only_a_verified_address_of_a_provider_counts(string user, string? email) =>
        ExternalPerson.FromOpenId(JsonDocument.Parse(user).RootElement)!.VerifiedEmail.ShouldBe(email);

    [Fact]
    public void GitHubs_primary_address_counts_if_it_is_verified()
    {
        var user = JsonDocument.Parse("""{"id":7,"login":"ada"}""").RootElement;
        static JsonElement Emails(bool verified) => JsonDocument.Parse(
            $$"""[{"email":"x@example.com","primary":false,"verified":true},{"email":"ada@example.com","primary":true,"verified":{{(verified ? "true" : "false")}}}]""")
            .RootElement;

        ExternalPerson.FromGitHub(user, Emails(true))!.VerifiedEmail.ShouldBe("ada@example.com");
        ExternalPerson.FromGitHub(user, Emails(false))!.VerifiedEmail.ShouldBeNull();
        ExternalPerson.FromGitHub(JsonDocument.Parse("{}").RootElement, Emails(true)).ShouldBeNull("no id");
    }

    private static PasswordHashing Hashing(int iterations) =>
        new(Options.Create(new IdentitySettings { PasswordIterations = iterations }));
}
