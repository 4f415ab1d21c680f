using System.Text.Json;
using LearningPlatform.Core.Assessments.Import;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.UnitTests.Assessments.Import;

/// <summary>
/// GIFT as another implementation reads it (gift-pegjs). Where the two mean different things, the test says so: that reader's <c>moodle</c>
/// format is plain text or HTML here, and it names true/false feedback by its place where Moodle goes by right and wrong.
/// </summary>
public sealed class GiftSampleTests
{
    [SampleFilesFact]
    public void Every_sample_is_read_as_expected()
    {
        var files = Directory.GetFiles(Path.Combine(SampleQuestionFiles.Folder!, "gift"), "*.json");
        files.Length.ShouldBeGreaterThan(20);
        foreach (var file in files)
        {
            var gift = File.ReadAllBytes(Path.ChangeExtension(file, ".gift"));
            var read = QuestionFileReader.Read(gift, QuestionFormat.Gift).Value;
            var expected = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.EnumerateArray().ToList();
            Compare(Path.GetFileName(file), read, expected);
        }
    }

    [SampleFilesFact]
    public void Moodles_own_sample_is_read_whole()
    {
        var read = QuestionFileReader.Read(
            File.ReadAllBytes(Path.Combine(SampleQuestionFiles.Folder!, "gift", "moodle-questions.gift")), null).Value;

        read.Format.ShouldBe(QuestionFormat.Gift);
        read.Notes.ShouldBeEmpty();
        read.Questions.Select(question => question.Question.Body.KindWord).ShouldBe(
            ["essay", "matching", "single_choice", "multiple_choice", "numeric", "short_answer", "true_false", "true_false", "true_false"]);
        var matching = (Matching)read.Questions[1].Question.Body;
        matching.Distractors.ShouldBe(["Chat"]);
        matching.Pairs.Select(pair => pair.Prompt.Format)
            .ShouldBe([TextFormat.Html, TextFormat.Plain, TextFormat.Plain, TextFormat.Markdown]);
        var numeric = (Numeric)read.Questions[4].Question.Body;
        numeric.Answers.ShouldBe([new(3, 2), new(null, 0, 0, new("Completely wrong"))]);
        var statement = (TrueFalse)read.Questions[6].Question.Body;
        statement.ShouldBe(new(false, new("42 is the Ultimate Answer."), new("You gave the right answer.")));
        read.Questions[6].Question.GeneralFeedback.ShouldNotBeNull();
    }

    private static void Compare(string file, QuestionFile read, List<JsonElement> expected)
    {
        var questions = expected.FindAll(element => TypeOf(element) is not ("Category" or "Description"));
        read.Questions.Count.ShouldBe(questions.Count, file);
        read.Notes.Count.ShouldBe(expected.Count(element => TypeOf(element) == "Description"), file);
        foreach (var (question, element) in read.Questions.Zip(questions))
        {
            SameText(question.Question.Stem, element.GetProperty("stem"), file);
            if (element.GetProperty("title").GetString() is { } title)
            {
                question.Question.Name.ShouldBe(title, file);
            }

            question.Question.ExternalId.ShouldBe(element.GetProperty("id").GetString(), file);
            question.Question.Tags!.ShouldBe(
                element.GetProperty("tags") is { ValueKind: JsonValueKind.Array } tags
                ? tags.EnumerateArray().Select(tag => tag.GetString()!) :
                [], file);
            SameOptional(question.Question.GeneralFeedback, element.GetProperty("globalFeedback"), file);
            SameBody(question.Question.Body, element, file);
        }
    }

    private static void SameBody(QuestionBody body, JsonElement expected, string file)
    {
        switch (TypeOf(expected))
        {
            case "TF":
                var statement = body.ShouldBeOfType<TrueFalse>(file);
                statement.Answer.ShouldBe(expected.GetProperty("isTrue").GetBoolean(), file);
                // "trueFeedback" is the first one there. To Moodle the first is for the wrong answer: "true" only where "false" is right.
                var (first, second) = statement.Answer
                    ? (statement.FalseFeedback, statement.TrueFeedback)
                    : (statement.TrueFeedback, statement.FalseFeedback);
                SameOptional(first, expected.GetProperty("trueFeedback"), file);
                SameOptional(second, expected.GetProperty("falseFeedback"), file);
                break;
            case "MC":
                var (options, single) = body is SingleChoice one
                    ? (one.Options, true)
                    : (body.ShouldBeOfType<MultipleChoice>(file).Options, false);
                SameAnswers(expected, options, option => (option.Text, option.Fraction, option.Feedback), file);
                single.ShouldBe(
                    expected.GetProperty("choices").EnumerateArray().Any(choice => choice.GetProperty("isCorrect").GetBoolean()), file);
                break;
            case "Short":
                SameAnswers(
                    expected,
                    body.ShouldBeOfType<ShortAnswer>(file).Answers,
                    answer => (new(answer.Text), answer.Fraction, answer.Feedback), file);
                break;
            case "Numerical":
                SameNumbers(body.ShouldBeOfType<Numeric>(file), expected.GetProperty("choices"), file);
                break;
            case "Matching":
                SamePairs(body.ShouldBeOfType<Matching>(file), expected.GetProperty("matchPairs"), file);
                break;
            default:
                body.ShouldBeOfType<Essay>(file);
                break;
        }
    }

    private static void SameAnswers<T>(
        JsonElement expected, IReadOnlyList<T> answers, Func<T, (RichText Text, decimal Fraction, RichText? Feedback)> read, string file)
    {
        var choices = expected.GetProperty("choices").EnumerateArray().ToList();
        answers.Count.ShouldBe(choices.Count, file);
        foreach (var (answer, choice) in answers.Select(read).Zip(choices))
        {
            answer.Text.Text.ShouldBe(choice.GetProperty("text").GetProperty("text").GetString(), file);
            answer.Fraction.ShouldBe(FractionOf(choice), file);
            SameOptional(answer.Feedback, choice.GetProperty("feedback"), file);
        }
    }

    private static void SameNumbers(Numeric numeric, JsonElement choices, string file)
    {
        if (choices.ValueKind == JsonValueKind.Object)
        {
            SameNumber(numeric.Answers.ShouldHaveSingleItem(file), choices, file);
            return;
        }

        foreach (var (answer, choice) in numeric.Answers.Zip(choices.EnumerateArray()))
        {
            SameNumber(answer, choice.GetProperty("text"), file);
            answer.Fraction.ShouldBe(FractionOf(choice), file);
            SameOptional(answer.Feedback, choice.GetProperty("feedback"), file);
        }
    }

    private static void SameNumber(NumericAnswer answer, JsonElement expected, string file)
    {
        if (TypeOf(expected) == "high-low")
        {
            (answer.Value!.Value - answer.Tolerance).ShouldBe(expected.GetProperty("numberLow").GetDouble(), 1e-9, file);
            (answer.Value!.Value + answer.Tolerance).ShouldBe(expected.GetProperty("numberHigh").GetDouble(), 1e-9, file);
            return;
        }

        answer.Value.ShouldBe(expected.GetProperty("number").GetDouble(), file);
        answer.Tolerance.ShouldBe(expected.TryGetProperty("range", out var range) ? range.GetDouble() : 0, file);
    }

    private static void SamePairs(Matching matching, JsonElement pairs, string file)
    {
        // A pair without a prompt is a match that belongs nowhere.
        var (prompted, alone) = (new List<JsonElement>(), new List<JsonElement>());
        foreach (var pair in pairs.EnumerateArray())
        {
            (pair.GetProperty("subquestion").GetProperty("text").GetString()!.Length > 0 ? prompted : alone).Add(pair);
        }

        matching.Pairs.Count.ShouldBe(prompted.Count, file);
        foreach (var (pair, expected) in matching.Pairs.Zip(prompted))
        {
            SameText(pair.Prompt, expected.GetProperty("subquestion"), file);
            pair.Match.ShouldBe(expected.GetProperty("subanswer").GetString(), file);
        }

        (matching.Distractors ?? []).ShouldBe(alone.Select(pair => pair.GetProperty("subanswer").GetString()!), file);
    }

    private static decimal FractionOf(JsonElement choice) => choice.GetProperty("weight") is { ValueKind: JsonValueKind.Number } weight
        ? weight.GetDecimal() / 100
        : choice.GetProperty("isCorrect").GetBoolean() ? 1 : 0;

    private static void SameOptional(RichText? text, JsonElement expected, string file)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            text.ShouldBeNull(file);
        }
        else
        {
            SameText(text.ShouldNotBeNull(file), expected, file);
        }
    }

    private static void SameText(RichText text, JsonElement expected, string file)
    {
        text.Text.ShouldBe(expected.GetProperty("text").GetString(), file);
        var format = expected.GetProperty("format").GetString();
        if (format != "moodle")
        {
            text.Format.ToString().ToLowerInvariant().ShouldBe(format, file);
        }
    }

    private static string? TypeOf(JsonElement element) => element.GetProperty("type").GetString();
}
