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

    [JsonIgnore]
    public override Answer Solution => new(OptionId: Options.MaxBy(option => option.Fraction)!.Id);

    private protected override string AnswerMember => "option_id";

    public override IReadOnlyList<RichText> FeedbackFor(Answer? answer) =>
        ChoiceOptions.Feedback(Options, option => option.Id == answer?.OptionId);

    internal override void Check(QuestionCheck check) => ChoiceOptions.Check(check, Options);

    internal override QuestionBody WithIds(Func<Guid, Guid> map) => this with { Options = ChoiceOptions.WithIds(Options, map) };

    internal override QuestionView Show(QuestionView view, PartOrder order) =>
        view with { Options = ChoiceOptions.Show(Options, Shuffle, order) };

    private protected override string? RefuseValue(Answer answer) =>
        Options.Any(option => option.Id == answer.OptionId) ? null : "No such option.";

    private protected override decimal? Fraction(Answer answer) =>
        Options.FirstOrDefault(option => option.Id == answer.OptionId)?.Fraction ?? 0;
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

    [JsonIgnore]
    public override Answer Solution => new(OptionIds: [.. Options.Where(option => option.Fraction > 0).Select(option => option.Id)]);

    private protected override string AnswerMember => "option_ids";

    public override IReadOnlyList<RichText> FeedbackFor(Answer? answer) =>
        ChoiceOptions.Feedback(Options, option => answer?.OptionIds?.Contains(option.Id) == true);

    internal override void Check(QuestionCheck check) => ChoiceOptions.Check(check, Options);

    internal override QuestionBody WithIds(Func<Guid, Guid> map) => this with { Options = ChoiceOptions.WithIds(Options, map) };

    internal override QuestionView Show(QuestionView view, PartOrder order) =>
        view with { Options = ChoiceOptions.Show(Options, Shuffle, order) };

    private protected override string? RefuseValue(Answer answer)
    {
        var chosen = answer.OptionIds!;
        return chosen.Count > Options.Count || chosen.Distinct().Count() < chosen.Count
            ? "Each option at most once."
            : chosen.All(id => Options.Any(option => option.Id == id)) ? null : "No such option.";
    }

    private protected override decimal? Fraction(Answer answer)
    {
        var chosen = Options.Where(option => answer.OptionIds!.Contains(option.Id)).ToList();
        var right = Options.Where(option => option.Fraction > 0).ToList();
        if (AllOrNothing)
        {
            return chosen.Count == right.Count && chosen.All(option => option.Fraction > 0) ? 1 : 0;
        }

        // Three times 33.3 % must be everything: what all the right ones give together counts as 1 where it is less.
        return chosen.Sum(option => option.Fraction) / Math.Min(1, right.Sum(option => option.Fraction));
    }
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

    public static IReadOnlyList<RichText> Feedback(IReadOnlyList<ChoiceOption> options, Func<ChoiceOption, bool> chosen) =>
        [.. options.Where(chosen).Select(option => option.Feedback).OfType<RichText>()];

    public static IReadOnlyList<PartView> Show(IReadOnlyList<ChoiceOption> options, bool mayShuffle, PartOrder order) =>
        order.Choose(options.Select(option => new PartView(option.Id, option.Text)), mayShuffle);

    public static IReadOnlyList<ChoiceOption> WithIds(IReadOnlyList<ChoiceOption> options, Func<Guid, Guid> map) =>
        [.. options.Select(option => option with { Id = map(option.Id) })];
}
