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

    internal override void Check(QuestionCheck check)
    {
        check.Each("body.items", Items, 2, PartsMaxCount, (path, item) => check.Text($"{path}.text", item.Text));
        check.DistinctIds("body.items", Items, item => item.Id);
    }

    internal override QuestionBody WithIds(Func<Guid, Guid> map) =>
        this with { Items = [.. Items.Select(item => item with { Id = map(item.Id) })] };
}
