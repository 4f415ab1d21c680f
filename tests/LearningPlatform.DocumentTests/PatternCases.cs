using System.Text.Json;
using System.Text.Json.Nodes;

namespace LearningPlatform.DocumentTests;

/// <summary>The rule "a document holds a pattern", as examples and as a function to compare the stores with.</summary>
internal static class PatternCases
{
    /// <summary>Document, pattern, whether the one holds the other.</summary>
    public static IReadOnlyList<(string Document, string Pattern, bool Holds)> Table { get; } =
    [
        ("""{"a":1}""", "{}", true),
        ("""{"a":1}""", """{"a":1}""", true),
        ("""{"a":1}""", """{"a":1.0}""", true),
        ("""{"a":1.50}""", """{"a":1.5}""", true),
        ("""{"a":1}""", """{"a":"1"}""", false),
        ("""{"a":true}""", """{"a":1}""", false),
        ("""{"a":false}""", """{"a":false}""", true),
        ("""{"a":null}""", """{"a":null}""", true),
        ("""{}""", """{"a":null}""", false),
        ("""{"a":[null]}""", """{"a":null}""", false),
        ("""{"a":[null]}""", """{"a":[null]}""", true),
        ("""{"a":"x"}""", """{"a":"X"}""", false),
        ("""{"a":["x"]}""", """{"a":"x"}""", false),
        ("""{"a":"x"}""", """{"a":["x"]}""", false),
        ("""{"a":["x","y"]}""", """{"a":["y"]}""", true),
        ("""{"a":["x","y"]}""", """{"a":["y","x","y"]}""", true),
        ("""{"a":["x","y"]}""", """{"a":["x","z"]}""", false),
        ("""{"a":[]}""", """{"a":[]}""", true),
        ("""{"a":{}}""", """{"a":[]}""", false),
        ("""{"a":["x"]}""", """{"a":[]}""", true),
        ("""{"a":{"b":1,"c":2}}""", """{"a":{"b":1}}""", true),
        ("""{"a":{"b":1}}""", """{"a":{}}""", true),
        ("""{"a":1}""", """{"a":{}}""", false),
        ("""{"a":[{"b":1}]}""", """{"a":{"b":1}}""", false),
        ("""{"a":{"b":[{"c":1}]}}""", """{"a":{"b":[{"c":1}]}}""", true),
        ("""{"a":[{"b":1,"c":1},{"b":2,"c":2}]}""", """{"a":[{"b":1,"c":2}]}""", false),
        ("""{"a":[{"b":1}]}""", """{"a":[{}]}""", true),
        ("""{"a":[1]}""", """{"a":[{}]}""", false),
        ("""{"a":[[1,2]]}""", """{"a":[[2]]}""", true),
        ("""{"a":[[1,2]]}""", """{"a":[2]}""", false),
        ("""{"a":["x"]}""", """{"a":{"0":"x"}}""", false),
        ("""{"a":{"0":"x"}}""", """{"a":{"0":"x"}}""", true),
        ("""{"a.b":1}""", """{"a":{"b":1}}""", false),
        ("""{"a":{"$gt":0}}""", """{"a":1}""", false),
    ];

    /// <summary>The rule itself.</summary>
    public static bool Holds(JsonElement value, JsonElement pattern) => pattern.ValueKind switch
    {
        JsonValueKind.Object => value.ValueKind == JsonValueKind.Object && pattern.EnumerateObject().All(member =>
            value.TryGetProperty(member.Name, out var held) && Holds(held, member.Value)),
        JsonValueKind.Array => value.ValueKind == JsonValueKind.Array
            && pattern.EnumerateArray().All(item => value.EnumerateArray().Any(held => Holds(held, item))),
        _ => JsonElement.DeepEquals(value, pattern),
    };

    /// <summary>An object with few names and few values, so that patterns and documents often meet.</summary>
    public static JsonObject RandomObject(Random random, int depth)
    {
        var result = new JsonObject();
        for (var members = random.Next(1, 4); members > 0; members--)
        {
            result["abc"[random.Next(3)].ToString()] = RandomValue(random, depth - 1);
        }

        return result;
    }

    private static JsonNode? RandomValue(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => "xy"[random.Next(2)].ToString(),
        3 => random.Next(2),
        4 => new JsonArray(),
        5 => RandomObject(random, depth),
        _ => new JsonArray([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => RandomValue(random, depth - 1))]),
    };
}
