using LearningPlatform.Core.Learning.Labs;

namespace LearningPlatform.UnitTests.Learning;

public sealed class LabRuleTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    [Fact]
    public void Evidence_is_what_each_step_expects()
    {
        var (text, link, optional) = (Step(EvidenceKind.Text), Step(EvidenceKind.Link), Step(EvidenceKind.File, required: false));
        LabStep[] steps = [text, link, optional, Step(EvidenceKind.None)];

        LabEvidence.Check(steps, [new(text.Id, "done"), new(link.Id, Links: ["https://example.com/x"])]).ShouldBeNull();
        LabEvidence.Check(steps, [new(text.Id, " ")])!.Fields!.Keys.ShouldBe([$"evidence.{text.Id}", $"evidence.{link.Id}"], ignoreOrder: true);
        LabEvidence.Check([link], [new(link.Id, Links: ["javascript:alert(1)"])]).ShouldNotBeNull();
        LabEvidence.Check([text], [new(text.Id, "a"), new(text.Id, "b")]).ShouldNotBeNull();
        LabEvidence.Check([text], [new(text.Id, "a"), new(Guid.NewGuid(), "b")]).ShouldNotBeNull();
        LabEvidence.Check([link], [new(link.Id, Links: ["https://example.com", null!])]).ShouldNotBeNull();
        LabEvidence.Check([optional], [new(optional.Id, Links: [.. Enumerable.Repeat("https://example.com", 11)])]).ShouldNotBeNull();
        LabEvidence.Check([text], [new(text.Id, new string('x', LabEvidence.TextMaxLength + 1))]).ShouldNotBeNull();
    }

    [Fact]
    public void Signatures_are_those_of_the_standard_webhooks_libraries()
    {
        // The example of the specification's own libraries.
        var secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var body = "{\"test\": 2432232314}"u8;
        var headers = new WebhookHeaders("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

        WebhookSignature.IsValid(secret, headers, body, Now).ShouldBeTrue();
        WebhookSignature.IsValid(secret, headers with { Signatures = $"v1,AAAA {headers.Signatures}" }, body, Now).ShouldBeTrue();
        WebhookSignature.IsValid(secret, headers, "{\"test\": 2432232315}"u8, Now).ShouldBeFalse();
        WebhookSignature.IsValid(secret, headers with { Id = "msg_other" }, body, Now).ShouldBeFalse();
        WebhookSignature.IsValid(secret, headers with { Signatures = null }, body, Now).ShouldBeFalse();
        WebhookSignature.IsValid(secret, headers, body, Now.AddMinutes(6)).ShouldBeFalse();
        WebhookSignature.IsValid(secret, headers, body, Now.AddMinutes(-6)).ShouldBeFalse();
        WebhookSignature.IsValid(secret, headers with { Timestamp = "99999999999999999999" }, body, Now).ShouldBeFalse();
        WebhookSignature.Show(WebhookSignature.NewSecret()).Length.ShouldBe("whsec_".Length + 44);
    }

    private static LabStep Step(EvidenceKind evidence, bool required = true) => new(Guid.NewGuid(), "S", "", evidence, required);
}
