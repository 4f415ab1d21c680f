using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.UnitTests.Assessments;

/// <summary>A question of every kind.</summary>
internal static class Samples
{
    public static readonly IReadOnlyDictionary<string, Question> All = new QuestionBody[]
    {
        new SingleChoice(
        [
            new(Guid.Empty, new("*Paris*", TextFormat.Markdown), 1, new("Yes.")),
            new(Guid.Empty, new("Lyon"), 0.25m),
            new(Guid.Empty, new("Rome"), -0.5m, new("That is Italy.")),
        ]),
        new MultipleChoice([new(Guid.Empty, new("2"), 0.5m), new(Guid.Empty, new("3"), 0.5m), new(Guid.Empty, new("4"), -1)]),
        new TrueFalse(true, new("Right."), new("No.")),
        new Numeric([new(3.14, 0.01), new(3, 0.5, 0.5m, new("More exactly?")), new(null, 0, 0, new("No."))]),
        new ShortAnswer([new("Sao Paulo"), new("*paulo*", 0.5m)], IgnoreAccents: true),
        new Matching(
            [new(Guid.Empty, new("dog"), "bark"), new(Guid.Empty, new("cat"), "miaow"), new(Guid.Empty, new("wolf"), "bark")], ["moo"]),
        new Ordering([new(Guid.Empty, new("one")), new(Guid.Empty, new("two")), new(Guid.Empty, new("three"))]),
        new Essay([new(Guid.Empty, "Structure", 2), new(Guid.Empty, "Sources", 3)], new("Look at the sources.")),
    }.ToDictionary(
        body => body.KindWord,
        body => new Question($"About {body.KindWord}", new("What is it?"), body, new("Because."), ["geography"], "ext-1", 2),
        StringComparer.Ordinal);
}
