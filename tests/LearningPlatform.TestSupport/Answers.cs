using System.Net;
using System.Text.Json;

namespace LearningPlatform.TestSupport;

/// <summary>Reads answers in the envelope, and holds every answer to the envelope's own rules.</summary>
public static class Answers
{
    /// <summary>The <c>data</c> of a success.</summary>
    public static async Task<JsonElement> DataAsync(this HttpResponseMessage response)
    {
        var body = await BodyAsync(response);
        response.IsSuccessStatusCode.ShouldBeTrue($"{response.StatusCode}: {body}");
        body.GetProperty("success").GetBoolean().ShouldBeTrue();
        body.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("timestamp").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
        return body.GetProperty("data");
    }

    /// <summary>The <c>error.code</c> of a failure with <paramref name="status"/>.</summary>
    public static async Task<string> ErrorAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var body = await BodyAsync(response);
        response.StatusCode.ShouldBe(status, body.ToString());
        body.GetProperty("success").GetBoolean().ShouldBeFalse();
        body.GetProperty("data").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("trace_id").GetString().ShouldNotBeNullOrEmpty();
        body.GetProperty("error").GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        return body.GetProperty("error").GetProperty("code").GetString()!;
    }

    /// <summary>The <c>error.details</c>: field → messages.</summary>
    public static async Task<JsonElement> DetailsAsync(this HttpResponseMessage response) =>
        (await BodyAsync(response)).GetProperty("error").GetProperty("details");

    public static Guid Id(this JsonElement element) => element.GetProperty("id").GetGuid();

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        // By the buffer: the same answer is read for its code and for its details.
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync());
    }
}
