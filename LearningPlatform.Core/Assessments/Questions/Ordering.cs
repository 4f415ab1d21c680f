using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>One of the things to be put in order.</summary>
public sealed record OrderingItem(Guid Id, RichText Text);

/// <summary>Items are put in order; learners always see them shuffled.</summary>
/// <param name="Items">In the right order, at least two.</param>
public sealed record Ordering(IReadOnlyList<OrderingItem> Items) : QuestionBody
{
    public const string Kind = "ordering";

    [JsonIgnore]
    public override string KindWord => Kind;

    [JsonIgnore]
    public override Answer Solution => new(ItemIds: [.. Items.Select(item => item.Id)]);

    private protected override string AnswerMember => "item_ids";

    internal override void Check(QuestionCheck check)
    {
        check.Each("body.items", Items, 2, PartsMaxCount, (path, item) => check.Text($"{path}.text", item.Text));
        check.DistinctIds("body.items", Items, item => item.Id);
    }

    internal override QuestionBody WithIds(Func<Guid, Guid> map) =>
        this with { Items = [.. Items.Select(item => item with { Id = map(item.Id) })] };

    internal override QuestionView Show(QuestionView view, PartOrder order) =>
        view with { Items = order.Shuffle(Items.Select(item => new PartView(item.Id, item.Text))) };

    private protected override string? RefuseValue(Answer answer)
    {
        var given = answer.ItemIds!;
        return given.Count == Items.Count && Items.All(item => given.Contains(item.Id)) ? null : "Every item once.";
    }

    /// <summary>
    /// Kendall's rank correlation (M. G. Kendall, "A New Measure of Rank Correlation", Biometrika 30, 1938): of all pairs, those in the
    /// right order less those in the wrong one. An order by chance expects 0, whatever is right and whatever the number of items.
    /// </summary>
    private protected override decimal? Fraction(Answer answer)
    {
        var place = answer.ItemIds!.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        var places = Items.Select(item => place[item.Id]).ToArray();
        var inOrder = 0;
        for (var earlier = 0; earlier < places.Length; earlier++)
        {
            for (var later = earlier + 1; later < places.Length; later++)
            {
                inOrder += places[earlier] < places[later] ? 1 : -1;
            }
        }

        return (decimal)inOrder / (places.Length * (places.Length - 1) / 2);
    }
}
