using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>What belongs together.</summary>
/// <param name="Id">The prompt's, random.</param>
/// <param name="Prompt">The left side.</param>
/// <param name="Match">The right side, plain text of 1 to 1,000 characters; several prompts may have the same.</param>
public sealed record MatchPair(Guid Id, RichText Prompt, string Match);

/// <summary>A match is found for each prompt; each right one gives its part of the points.</summary>
/// <param name="Pairs">At least two.</param>
/// <param name="Distractors">Matches that belong to no prompt.</param>
/// <param name="Shuffle">Whether the prompts are shuffled; the matches always are, since their order would be the answer.</param>
public sealed record Matching(IReadOnlyList<MatchPair> Pairs, IReadOnlyList<string>? Distractors = null, bool Shuffle = true) : QuestionBody
{
    public const string Kind = "matching";
    public const int MatchMaxLength = 1_000;

    [JsonIgnore]
    public override string KindWord => Kind;

    [JsonIgnore]
    public override Answer Solution => new(Matches: Pairs.ToDictionary(pair => pair.Id, pair => pair.Match));

    private protected override string AnswerMember => "matches";

    internal override void Check(QuestionCheck check)
    {
        check.Each("body.pairs", Pairs, 2, PartsMaxCount, (path, pair) =>
        {
            check.Text($"{path}.prompt", pair.Prompt);
            check.Text($"{path}.match", pair.Match, MatchMaxLength);
        });
        check.DistinctIds("body.pairs", Pairs, pair => pair.Id);
        check.Each("body.distractors", Distractors ?? [], 0, PartsMaxCount, (path, text) => check.Text(path, text, MatchMaxLength));
    }

    internal override QuestionBody WithIds(Func<Guid, Guid> map) =>
        this with { Pairs = [.. Pairs.Select(pair => pair with { Id = map(pair.Id) })] };

    internal override QuestionView Show(QuestionView view, PartOrder order) => view with
    {
        Prompts = order.Choose(Pairs.Select(pair => new PartView(pair.Id, pair.Prompt)), Shuffle),
        // By another permutation than the prompts: the same one would leave what belongs together side by side.
        Matches = (order with { Seed = order.Seed + 1 }).Shuffle(Texts()),
    };

    private protected override string? RefuseValue(Answer answer) => answer.Matches switch
    {
        { } matches when matches.Keys.Any(id => Pairs.All(pair => pair.Id != id)) => "No such prompt.",
        { } matches when matches.Values.Any(text => !Texts().Contains(text, StringComparer.Ordinal)) => "No such match.",
        _ => null,
    };

    private protected override decimal? Fraction(Answer answer) =>
        (decimal)Pairs.Count(pair => answer.Matches!.GetValueOrDefault(pair.Id) == pair.Match) / Pairs.Count;

    private IEnumerable<string> Texts() =>
        Pairs.Select(pair => pair.Match).Concat(Distractors ?? []).Distinct(StringComparer.Ordinal);
}
