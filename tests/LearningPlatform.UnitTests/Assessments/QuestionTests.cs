using System.Text.Json;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.UnitTests.Assessments;

/// <summary>What a question's content must be, how it is stored, and when two are the same.</summary>
public sealed class QuestionTests
{
    public static TheoryData<string> Kinds => new(Samples.All.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_survives_storage_with_its_kind_at_any_place(string kind)
    {
        var question = Samples.All[kind].Prepared();
        var json = JsonSerializer.Serialize(question, QuestionJson.Default.Question);
        json.ShouldContain($"\"kind\":\"{kind}\"");

        // jsonb puts shorter names first: "kind" comes after what it decides.
        var read = JsonSerializer.Deserialize(json.Replace("\"body\":{\"kind\":\"" + kind + "\",", "\"body\":{", StringComparison.Ordinal)
            .Replace("},\"general_feedback\"", ",\"kind\":\"" + kind + "\"},\"general_feedback\"", StringComparison.Ordinal),
            QuestionJson.Default.Question)!;

        read.Problems().ShouldBeEmpty();
        JsonSerializer.Serialize(read, QuestionJson.Default.Question).ShouldBe(json);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_content_hash_knows_no_ids_tags_or_trailing_zeros(string kind)
    {
        var question = Samples.All[kind];

        var other = question.Prepared() with { Tags = ["other"], ExternalId = "7", Points = 3 };

        other.ContentHash().ShouldBe(question.ContentHash());
        (question with { Stem = new("Something else?") }).ContentHash().ShouldNotBe(question.ContentHash());
        var half = Choice(0.5m, 0.5m);
        half.ContentHash().ShouldBe(Choice(0.50m, 0.500m).ContentHash());
        half.ContentHash().ShouldNotBe(Choice(0.5m, 0.6m).ContentHash());
    }

    [Fact]
    public void Preparing_gives_random_ids_and_plain_tags()
    {
        var question = Choice(1, 0) with { Tags = [" Cloud ", "cloud", "AWS"] };

        var prepared = question.Prepared();

        prepared.Tags.ShouldBe(["cloud", "aws"]);
        var ids = ((SingleChoice)prepared.Body).Options.Select(option => option.Id).ToList();
        ids.Distinct().Count().ShouldBe(2);
        // Version 4: a version 7 would tell which option was written first.
        ids.ShouldAllBe(id => id.Version == 4);
    }

    [Theory]
    [InlineData("""{}""", "name", "stem", "body")]
    [InlineData("""{"name":"a","stem":{"text":"b"},"body":{"kind":"single_choice"}}""", "body.options")]
    [InlineData(
        """{"name":"a","stem":{"text":"b"},"body":{"kind":"single_choice","options":[null,{}]}}""",
        "body.options", "body.options[0]", "body.options[1].text")]
    [InlineData(
        """
        {"name":"a","stem":{"text":"b"},
         "body":{"kind":"multiple_choice","options":[{"text":{"text":"c"},"fraction":2},{"text":{"text":"d"},"fraction":-3}]}}
        """,
        "body.options[0].fraction", "body.options[1].fraction")]
    [InlineData(
        """{"name":"a","stem":{"text":"b"},"body":{"kind":"numeric","answers":[{"value":1,"tolerance":-1}]}}""",
        "body.answers[0].tolerance")]
    [InlineData("""{"name":"a","stem":{"text":"b"},"body":{"kind":"short_answer","answers":[{"text":""}]}}""", "body.answers[0].text")]
    [InlineData(
        """{"name":"a","stem":{"text":"b"},"body":{"kind":"matching","pairs":[{"prompt":{"text":"c"},"match":"d"}]}}""",
        "body.pairs")]
    [InlineData("""{"name":"a","stem":{"text":"b"},"body":{"kind":"ordering","items":[]}}""", "body.items")]
    [InlineData(
        """{"name":"a","stem":{"text":"b"},"body":{"kind":"essay","rubric":[{"description":"c","points":0}]}}""",
        "body.rubric[0].points")]
    [InlineData(
        """{"name":"a","stem":{"text":"b\u0000"},"tags":[null,""],"points":0,"body":{"kind":"true_false"}}""",
        "points", "stem", "tags[0]", "tags[1]")]
    public void What_is_wrong_is_said_field_by_field(string json, params string[] fields) =>
        JsonSerializer.Deserialize(json, QuestionJson.Default.Question)!.Problems().Keys.Order(StringComparer.Ordinal)
            .ShouldBe(fields.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("A / B//C / ", "A/B//C", 2)]
    [InlineData("", "", 0)]
    [InlineData("/x/", "x", 1)]
    public void A_category_is_a_path(string written, string path, int levels)
    {
        CategoryPath.Normalize(written).ShouldBe(path);
        CategoryPath.Names(written).Count.ShouldBe(levels);
    }

    private static Question Choice(params decimal[] fractions) => new(
        "q", new("Which?"),
        new SingleChoice([.. fractions.Select((fraction, n) => new ChoiceOption(Guid.Empty, new($"option {n}"), fraction))]));
}
