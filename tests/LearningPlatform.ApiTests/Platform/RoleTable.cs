using System.Text;

namespace LearningPlatform.ApiTests.Platform;

/// <summary>A class of tests that asks routes as every role. <see cref="EveryRouteTests"/> wants each mapped route in one of them.</summary>
internal interface IRoleTable
{
    /// <summary>Method and path of each row; <c>{…}</c> stands for a route's parameter.</summary>
    static abstract IEnumerable<(string Method, string Path)> Routes { get; }
}

/// <summary>A route, and the status that each caller gets from it, in the order of the callers.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">From the root on, with <c>{names}</c> of the values to put in.</param>
/// <param name="Expected">The statuses.</param>
/// <param name="Body">Sent as JSON with the values put in; or a <see cref="Func{TResult}"/> that makes the content.</param>
internal sealed record RoleRow(string Method, string Path, int[] Expected, object? Body = null)
{
    /// <summary>Asks as each caller, and says where the answer was another than expected.</summary>
    public async Task<List<string>> DifferencesAsync(
        IReadOnlyList<(string Role, HttpClient Client)> callers, IReadOnlyDictionary<string, Guid> values)
    {
        Expected.Length.ShouldBe(callers.Count, $"{Method} {Path}");
        var differences = new List<string>();
        foreach (var ((role, client), expected) in callers.Zip(Expected))
        {
            using var request = new HttpRequestMessage(new HttpMethod(Method), Filled(Path, values)) { Content = Content(values) };
            using var answer = await client.SendAsync(request);
            if ((int)answer.StatusCode != expected)
            {
                differences.Add($"{Method} {Path} as {role}: {(int)answer.StatusCode}, expected {expected}");
            }
        }

        return differences;
    }

    private HttpContent? Content(IReadOnlyDictionary<string, Guid> values) => Body switch
    {
        null => null,
        Func<HttpContent> make => make(),
        _ => new StringContent(Filled(JsonSerializer.Serialize(Body), values), Encoding.UTF8, "application/json"),
    };

    private static string Filled(string text, IReadOnlyDictionary<string, Guid> values) =>
        values.Aggregate(text, (filled, value) => filled.Replace($"{{{value.Key}}}", value.Value.ToString(), StringComparison.Ordinal));
}
