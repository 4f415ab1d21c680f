using System.Text.Json;
using MongoDB.Bson;

namespace LearningPlatform.Core.Documents;

/// <summary>
/// A pattern as a MongoDB filter that means what <c>body @&gt; pattern</c> means in PostgreSQL: dotted equality for members,
/// <c>$elemMatch</c> for the elements of arrays. MongoDB also lets a path or a value reach into an array; the <c>$not</c> takes that away.
/// </summary>
/// <remarks>Values always stand behind <c>$eq</c>, and names were checked by <see cref="DocumentPattern"/>: nothing becomes an operator.</remarks>
internal static class MongoPattern
{
    public static BsonDocument ToFilter(DocumentPattern pattern, string root)
    {
        var filter = new BsonDocument();
        AddMembers(filter, root + ".", pattern.Root);
        return filter;
    }

    private static void AddMembers(BsonDocument filter, string prefix, JsonElement pattern)
    {
        foreach (var member in pattern.EnumerateObject())
        {
            var path = prefix + member.Name;
            filter.Add(path, member.Value.ValueKind == JsonValueKind.Array ? HasElements(member.Value) : IsNoArray(Holds(member.Value)));
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                AddMembers(filter, path + ".", member.Value);
            }
        }
    }

    private static BsonDocument IsNoArray(BsonDocument condition) => condition.Add("$not", OfType("array"));

    private static BsonDocument Holds(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => OfType("object"),
        // Equality with null would also match a member that isn't there.
        JsonValueKind.Null => OfType("null"),
        _ => new BsonDocument("$eq", MongoJson.ToBson(value)),
    };

    private static BsonDocument HasElements(JsonElement array) => array.GetArrayLength() == 0
        ? OfType("array")
        : new BsonDocument("$all", new BsonArray(array.EnumerateArray().Select(item => new BsonDocument("$elemMatch", Element(item)))));

    private static BsonDocument Element(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Array)
        {
            return HasElements(item);
        }

        if (item.ValueKind != JsonValueKind.Object || item.GetPropertyCount() == 0)
        {
            return IsNoArray(Holds(item));
        }

        var filter = new BsonDocument();
        AddMembers(filter, string.Empty, item);
        return filter;
    }

    private static BsonDocument OfType(string type) => new("$type", type);
}
