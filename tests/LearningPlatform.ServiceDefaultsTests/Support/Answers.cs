using System.Net;
using System.Text.Json;

namespace LearningPlatform.ServiceDefaultsTests.Support;

internal static class Answers
{
    /// <summary>Asserts a failed answer in the envelope and gives its <c>error</c>.</summary>
    public static async Task<JsonElement> ShouldFailAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, body);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        var root = JsonDocument.Parse(body).RootElement;
        root.GetProperty("success").GetBoolean().ShouldBeFalse();
        root.GetProperty("data").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("trace_id").GetString().ShouldNotBeNullOrEmpty();
        root.GetProperty("timestamp").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        var error = root.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code, body);
        error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        return error;
    }

    public static Task<JsonElement> ShouldFailAsync(this HttpResponseMessage response, int status, string code) =>
        response.ShouldFailAsync((HttpStatusCode)status, code);
}
