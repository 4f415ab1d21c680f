using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>One of the options.</summary>
/// <param name="Id">Random, so that it tells nothing.</param>
/// <param name="Text">What the learner reads.</param>
/// <param name="Fraction">Of the question's points, −1 to 1: 1 for the right one, below 0 for a guess that costs.</param>
/// <param name="Feedback">For who has chosen it.</param>
public sealed record ChoiceOption(Guid Id, RichText Text, decimal Fraction, RichText? Feedback = null);

/// <summary>One option is chosen; its fraction is the score.</summary>
public sealed record SingleChoice(IReadOnlyList<ChoiceOption> Options, bool Shuffle = true) : QuestionBody
{
    public const string Kind = "single_choice";

    [JsonIgnore]
    public override string KindWord => Kind;

    internal override void Check(QuestionCheck check) => ChoiceOptions.Check(check, Options);

    internal override QuestionBody WithIds(Func<Guid, Guid> map) => this with { Options = ChoiceOptions.WithIds(Options, map) };
}

/// <summary>Any number of options is chosen; their fractions are added up.</summary>
/// <param name="Options">At least two.</param>
/// <param name="Shuffle">False where the order means something ("all of the above").</param>
/// <param name="AllOrNothing">No part of the points: exactly the options with a fraction above 0.</param>
public sealed record MultipleChoice(IReadOnlyList<ChoiceOption> Options, bool Shuffle = true, bool AllOrNothing = false) : QuestionBody
{
    public const string Kind = "multiple_choice";

    [JsonIgnore]
    public override string KindWord => Kind;

    internal override void Check(QuestionCheck check) => ChoiceOptions.Check(check, Options);

    internal override QuestionBody WithIds(Func<Guid, Guid> map) => this with { Options = ChoiceOptions.WithIds(Options, map) };
}

internal static class ChoiceOptions
{
    private const string Path = "body.options";

    public static void Check(QuestionCheck check, IReadOnlyList<ChoiceOption>? options)
    {
        check.Each(Path, options, 2, QuestionBody.PartsMaxCount, (path, option) =>
        {
            check.Text($"{path}.text", option.Text);
            check.Fraction($"{path}.fraction", option.Fraction);
            check.OptionalText($"{path}.feedback", option.Feedback);
        });
        check.DistinctIds(Path, options, option => option.Id);
        check.That(options?.Any(option => option?.Fraction > 0) == true, Path, "At least one must give points.");
    }

    public static IReadOnlyList<ChoiceOption> WithIds(IReadOnlyList<ChoiceOption> options, Func<Guid, Guid> map) =>
        [.. options.Select(option => option with { Id = map(option.Id) })];
}
