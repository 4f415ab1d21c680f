using System.Text;
using System.Text.Json;
using LearningPlatform.Core.Documents;
using MongoDB.Bson;
using Shouldly;
using Xunit;

namespace LearningPlatform.DocumentTests;

/// <summary>What goes to MongoDB, as text: filters and values, without a server.</summary>
public sealed class MongoFormatTests
{
    [Theory]
    [InlineData("{}", "{ }")]
    [InlineData("""{"a":"$where"}""", """{ "body.a" : { "$eq" : "$where", "$not" : { "$type" : "array" } } }""")]
    [InlineData("""{"a":null}""", """{ "body.a" : { "$type" : "null", "$not" : { "$type" : "array" } } }""")]
    [InlineData(
        """{"a":{"b":true}}""",
        """{ "body.a" : { "$type" : "object", "$not" : { "$type" : "array" } }, "body.a.b" : { "$eq" : true, "$not" : { "$type" : "array" } } }""")]
    [InlineData("""{"a":[]}""", """{ "body.a" : { "$type" : "array" } }""")]
    [InlineData(
        """{"a":[{"b":"x"},"y"]}""",
        """{ "body.a" : { "$all" : [{ "$elemMatch" : { "b" : { "$eq" : "x", "$not" : { "$type" : "array" } } } }, { "$elemMatch" : { "$eq" : "y", "$not" : { "$type" : "array" } } }] } }""")]
    public void A_pattern_becomes_a_filter(string pattern, string filter) =>
        MongoPattern.ToFilter(DocumentPattern.Parse(pattern), "body").ToJson().ShouldBe(filter);

    [Theory]
    [InlineData("""{"n":9223372036854775807}""")]
    [InlineData("""{"n":-1.50}""")]
    [InlineData("""{"n":1.7976931348623157E+308}""")]
    [InlineData("""{"n":0.30000000000000004}""")]
    [InlineData("""{"n":79228162514264337593543950335}""")]
    [InlineData("""{"$set":{"a.b":1},"":[null,true,[],{}]}""")]
    public void A_value_comes_back_as_it_was(string json)
    {
        var back = Encoding.UTF8.GetString(MongoJson.ToJson(MongoJson.ToBson(Encoding.UTF8.GetBytes(json))));

        JsonElement.DeepEquals(JsonElement.Parse(back), JsonElement.Parse(json)).ShouldBeTrue(back);
    }

    [Theory]
    [InlineData("""{"a\u0000b":1}""")]
    [InlineData("""{"a":["\u0000"]}""")]
    [InlineData("""{"n":1e999999}""")]
    public void What_BSON_could_not_hold_is_refused(string json) =>
        Should.Throw<DocumentRejectedException>(() => MongoJson.ToBson(Encoding.UTF8.GetBytes(json)));
}
