using System.Security.Cryptography;
using System.Text.Json;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>
/// A question with its answers: everything that an author says of it, and what the import formats (GIFT, Aiken, Moodle XML) can say.
/// Immutable; an edit is a new version. It holds the secrets: learners see a <see cref="QuestionView"/>.
/// </summary>
/// <param name="Name">For its authors' lists; 1 to 200 characters.</param>
/// <param name="Stem">What is asked. A blank to be filled in (a missing word) is written as <see cref="Blank"/>.</param>
/// <param name="Body">The kind of question, and its answers.</param>
/// <param name="GeneralFeedback">Shown whatever was answered.</param>
/// <param name="Tags">At most 20 words, in lower case; pools draw by them.</param>
/// <param name="ExternalId">The id that another system knows it by (Moodle's idnumber, GIFT's <c>[id:…]</c>).</param>
/// <param name="Points">What it is worth, unless an assessment says otherwise.</param>
public sealed record Question(
    string Name,
    RichText Stem,
    QuestionBody Body,
    RichText? GeneralFeedback = null,
    IReadOnlyList<string>? Tags = null,
    string? ExternalId = null,
    decimal Points = 1)
{
    public const string Blank = "_____";

    public const int NameMaxLength = 200;
    public const int StemMaxLength = 50_000;
    public const int TextMaxLength = 20_000;
    public const int TagsMaxCount = 20;
    public const int TagMaxLength = 100;
    public const int ExternalIdMaxLength = 200;
    public const decimal PointsMin = 0.01m;
    public const decimal PointsMax = 1_000;

    /// <summary>
    /// What is wrong with it: field (its JSON path) → messages; empty when nothing is. Safe for any input, nulls included.
    /// </summary>
    public IReadOnlyDictionary<string, string[]> Problems()
    {
        var check = new QuestionCheck();
        check.Text("name", Name, NameMaxLength);
        check.Text("stem", Stem, StemMaxLength);
        check.OptionalText("general_feedback", GeneralFeedback);
        check.OptionalText("external_id", ExternalId, ExternalIdMaxLength);
        check.That(Points is >= PointsMin and <= PointsMax, "points", $"{PointsMin} to {PointsMax}.");
        check.Each("tags", Tags ?? [], 0, TagsMaxCount, (path, tag) => check.Text(path, tag, TagMaxLength));
        check.That(Body is not null, "body", "Required.");
        Body?.Check(check);
        return check.Problems;
    }

    /// <summary>The same question, its tags in lower case and once each, and an id for each part that has none yet.</summary>
    /// <remarks>The ids are random: an order of creation in them would tell the right option from the others.</remarks>
    public Question Prepared() => this with
    {
        Body = Body.WithIds(id => id == Guid.Empty ? Guid.NewGuid() : id),
        Tags = [.. (Tags ?? []).Select(tag => tag.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal)],
    };

    /// <summary>
    /// SHA-256 of what is asked and answered, the same whatever the parts' ids. Tags, points and the external id don't count: changing
    /// those makes no other question.
    /// </summary>
    public byte[] ContentHash() => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        this with { Body = Body.WithIds(_ => Guid.Empty), Tags = null, ExternalId = null, Points = 1 }, QuestionJson.Default.Question));
}
