using System.Text.Json.Serialization;

namespace LearningPlatform.Api.Http;

/// <summary>An answer that was given, to be given again.</summary>
internal sealed record RecordedAnswer(int Status, Dictionary<string, string> Headers, byte[] Body)
{
    // What belongs to the answer; the rest (Date, rate limits, correlation) belongs to the request at hand.
    private static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag"];

    public static RecordedAnswer Of(HttpResponse response, byte[] body) => new(
        response.StatusCode,
        KeptHeaders.Where(response.Headers.ContainsKey)
            .ToDictionary(name => name, name => response.Headers[name].ToString(), StringComparer.Ordinal),
        body);

    public async Task ReplayAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.Headers["Idempotency-Replayed"] = "true";
        if (Body.Length > 0)
        {
            await context.Response.Body.WriteAsync(Body, context.RequestAborted);
        }
    }
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class RecordedAnswerJson : JsonSerializerContext;
