using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using LearningPlatform.Core.Assessments.Import;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.UnitTests.Assessments.Import;

/// <summary>A bank that goes out and comes back is the same bank.</summary>
public sealed partial class RoundTripProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    [Fact]
    public void Through_gift() => Check(QuestionFormat.Gift);

    [Fact]
    public void Through_moodle_xml() => Check(QuestionFormat.MoodleXml);

    /// <summary>One of the samples has nothing but a category.</summary>
    [SampleFilesFact]
    public void Every_sample_through_both()
    {
        var samples = Directory.GetFiles(SampleQuestionFiles.Folder!, "*.*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".json", StringComparison.Ordinal)).ToList();
        samples.Count.ShouldBeGreaterThan(25);
        foreach (var sample in samples)
        {
            var questions = QuestionFileReader.Read(File.ReadAllBytes(sample), null).Value.Questions
                .Select(read => new BankedQuestion(read.Category, read.Question) { Files = read.Files }).ToList();
            foreach (var format in questions.Count > 0 ? [QuestionFormat.Gift, QuestionFormat.MoodleXml] : Array.Empty<QuestionFormat>())
            {
                Same(questions, format);
            }
        }
    }

    private static void Check(QuestionFormat format) =>
        Prop.ForAll(Arb.From(QuestionGenerators.Banks), bank => Same(bank, format)).Check(Many);

    private static void Same(List<BankedQuestion> bank, QuestionFormat format)
    {
        bank.ShouldAllBe(question => question.Question.Problems().Count == 0);
        var file = QuestionFileWriter.Write(bank, format);
        var read = QuestionFileReader.Read(file, null).Value;
        read.Format.ShouldBe(format);
        read.NotUnderstood.ShouldBe(0, string.Join('\n', read.Notes));
        read.Questions.Count.ShouldBe(bank.Count);
        foreach (var (after, before) in read.Questions.Zip(bank))
        {
            Json(after.Question).ShouldBe(Json(before.Question));
            after.Question.ContentHash().ShouldBe(before.Question.ContentHash());
            after.Category.ShouldBe(before.Category);
            if (format == QuestionFormat.MoodleXml)
            {
                after.Files.Select(file => file.Sha256).ShouldBe(before.Files.Select(file => file.Sha256));
            }
        }
    }

    /// <summary>Everything but the parts' ids.</summary>
    private static string Json(Question question) =>
        Id().Replace(JsonSerializer.Serialize(question, QuestionJson.Default.Question), "");

    [GeneratedRegex("\"id\":\"[-0-9a-f]{36}\"", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
