using System.Globalization;
using System.Text.RegularExpressions;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>
/// What stands in a question's comments: its id and its tags, and settings that GIFT has no place for, so that a bank which goes out and
/// comes back is the same one. Other readers take the settings for the comments that they are.
/// </summary>
internal sealed partial record GiftSettings(
    string? ExternalId,
    IReadOnlyList<string> Tags,
    decimal Points,
    bool CaseSensitive,
    bool IgnoreAccents,
    bool Shuffle,
    bool AllOrNothing,
    Essay? Essay)
{
    private const string Id = "id";
    private const string Tag = "tag";
    private const string PointsKey = "points";
    private const string CaseKey = "case-sensitive";
    private const string AccentsKey = "ignore-accents";
    private const string OrderKey = "no-shuffle";
    private const string AllKey = "all-or-nothing";
    private const string EssayKey = "essay";

    public static GiftSettings Read(IReadOnlyList<string> comments)
    {
        var all = comments.SelectMany(GiftComment.Read).ToList();
        var points = decimal.TryParse(First(PointsKey), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number : 1;
        return new(
            First(Id) is { Length: > 0 } id ? id : null,
            [.. all.Where(pair => pair.Key == Tag && pair.Value.Length > 0).Select(pair => pair.Value)],
            points,
            First(CaseKey) is not null,
            First(AccentsKey) is not null,
            First(OrderKey) is null,
            First(AllKey) is not null,
            GiftEssay.Read(First(EssayKey)));

        string? First(string key) => all.Find(pair => pair.Key == key).Value;
    }

    /// <summary>The comment line above a question; empty where it would say nothing.</summary>
    public static string Write(Question question)
    {
        var words = new List<string>();
        if (question.ExternalId is { } id)
        {
            words.Add(GiftComment.Write(Id, id));
        }

        words.AddRange((question.Tags ?? []).Select(tag => GiftComment.Write(Tag, tag)));
        if (question.Points != 1)
        {
            words.Add(
                GiftComment.Write(PointsKey, question.Points.ToString("0.############################", CultureInfo.InvariantCulture)));
        }

        if (question.Body is Essay body && GiftEssay.Write(body) is { } essay)
        {
            words.Add(GiftComment.Write(EssayKey, essay));
        }

        words.AddRange(Flags(question.Body).Where(flag => flag.Set).Select(flag => $"[{flag.Key}]"));
        return words.Count == 0 ? "" : $"// {string.Join(' ', words)}\n";
    }

    /// <summary>
    /// Whether a line names nothing but settings of Moodle's ordering questions: how many items are shown, how they are laid out and
    /// graded.
    /// </summary>
    public static bool IsOrderingHeader(string line) => OrderingHeader().IsMatch(line);

    private static IEnumerable<(string Key, bool Set)> Flags(QuestionBody body) => body switch
    {
        ShortAnswer answer => [(CaseKey, answer.CaseSensitive), (AccentsKey, answer.IgnoreAccents)],
        SingleChoice choice => [(OrderKey, !choice.Shuffle)],
        MultipleChoice choice => [(OrderKey, !choice.Shuffle), (AllKey, choice.AllOrNothing)],
        Matching matching => [(OrderKey, !matching.Shuffle)],
        _ => [],
    };

    [GeneratedRegex(
        "^[0-9]{0,4}(?:(?:^|\\s+)(?:"
        + "ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG|HORIZONTAL|HORI|H|VERTICAL|VERT|V|ALL_OR_NOTHING|ABSOLUTE_POSITION|ABSOLUTE|ABS|"
        + "RELATIVE_[A-Z_]+|RELATIVE|LONGEST_[A-Z_]+|SHOW|HIDE|TRUE|FALSE|YES|NO|NONE|123|ABC|III|[0-9]))*$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex OrderingHeader();
}
