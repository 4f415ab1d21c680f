using LearningPlatform.Core.Documents;
using Shouldly;
using Xunit;

namespace LearningPlatform.DocumentTests;

/// <summary>What isn't a pattern never reaches a store.</summary>
public sealed class DocumentPatternTests
{
    public static TheoryData<string> Hostile =>
    [
        """{"$where":"sleep(1000)"}""",
        """{"a":{"$gt":""}}""",
        """{"a":[{"$ne":null}]}""",
        """{"$or":[{},{}]}""",
        """{"a.b":1}""",
        """{"a":{"b.c":1}}""",
        """{"":1}""",
        """{"a\u0000b":1}""",
        """{"a":"x\u0000y"}""",
        """{"a":1e400}""",
        """{"a":1,"a":2}""",
        """[]""",
        """null""",
        "\"text\"",
        "{\"a\":",
        "",
        string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40),
        $$"""{"a":"{{new string('x', 1_000_000)}}"}""",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_pattern_is_refused(string pattern) => Should.Throw<DocumentRejectedException>(() => DocumentPattern.Parse(pattern));

    [Fact]
    public void What_is_no_pattern_is_refused_from_an_object_too()
    {
        Should.Throw<DocumentRejectedException>(() => DocumentPattern.Of(new { name = "a\0b" }));
        Should.Throw<DocumentRejectedException>(() => DocumentPattern.Of(new Dictionary<string, int>(StringComparer.Ordinal) { ["$where"] = 1 }));
        Should.Throw<DocumentRejectedException>(() => DocumentPattern.Of(new[] { 1 }));
        Should.Throw<DocumentRejectedException>(() => DocumentPattern.Of(new { name = new string('x', DocumentPattern.MaxBytes) }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Rooms")]
    [InlineData("1rooms")]
    [InlineData("rooms\"; drop table users; --")]
    [InlineData("rooms\n")]
    [InlineData("system.users")]
    [InlineData("a_name_that_is_longer_than_forty_characters")]
    public void A_name_that_is_not_plain_is_no_collection(string name) =>
        Should.Throw<ArgumentException>(() => new DocumentDefinition<StudyRoom>(name, () => StudyRoomJson.Default.StudyRoom));

    [Theory]
    [InlineData("a'b")]
    [InlineData("$where")]
    [InlineData("a..b")]
    [InlineData("a.b\n")]
    public void A_path_that_is_not_plain_is_no_index(string path) =>
        Should.Throw<ArgumentException>(() => new DocumentDefinition<StudyRoom>("rooms", () => StudyRoomJson.Default.StudyRoom, path));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(DocumentQuery.MaxLimit + 1)]
    public void A_page_has_a_size(int limit) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new DocumentQuery(DocumentPattern.Any) { Limit = limit });
}
