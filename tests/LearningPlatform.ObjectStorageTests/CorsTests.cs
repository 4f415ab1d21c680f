namespace LearningPlatform.ObjectStorageTests;

/// <summary>What a browser needs before it sends a file to a signed URL.</summary>
public sealed class CorsTests
{
    private const string Origin = "https://learn.example";

    [Fact]
    public async Task A_preflight_is_answered_without_a_signature()
    {
        await using var store = await TestStore.StartAsync();

        var answer = await Preflight(store, Origin);

        answer.Status.ShouldBe(200);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        answer.Headers.GetValues("Access-Control-Allow-Methods").Single().ShouldContain("PUT");
        answer.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["content-type"]);
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
    }

    [Fact]
    public async Task Answers_and_errors_can_be_read_by_the_page()
    {
        await using var store = await TestStore.StartAsync();
        var put = new RawRequest(store, "PUT", "/materials/a", [1]).Presign();
        put.Headers["origin"] = Origin;
        var refused = new RawRequest(store, "GET", "/materials/a");
        refused.Headers["origin"] = Origin;

        var stored = await put.SendAsync();
        stored.Status.ShouldBe(200);
        stored.Headers.GetValues("Access-Control-Expose-Headers").Single().ShouldContain("ETag");
        var error = await refused.SendAsync();
        error.ShouldBe(403, "AccessDenied");
        error.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
    }

    [Fact]
    public async Task Only_configured_origins_are_let_in()
    {
        await using var store = await TestStore.StartAsync(new TestStore { AllowedOrigins = [Origin] });

        (await Preflight(store, Origin)).Headers.GetValues("Access-Control-Allow-Origin").ShouldBe([Origin]);
        (await Preflight(store, "https://evil.example")).ShouldBe(403, "AccessForbidden");
        (await Preflight(store, "null")).ShouldBe(403, "AccessForbidden");
    }

    private static Task<RawResponse> Preflight(TestStore store, string origin) => new RawRequest(store, "OPTIONS", "/materials/a")
    {
        Headers = { ["origin"] = origin, ["access-control-request-method"] = "PUT", ["access-control-request-headers"] = "content-type" },
    }.SendAsync();
}
