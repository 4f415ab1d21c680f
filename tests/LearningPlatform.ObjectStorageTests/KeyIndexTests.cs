using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LearningPlatform.Embedded.ObjectStorage.Storage;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>The index's paging against the plainest way to say what a listing is.</summary>
public sealed class KeyIndexTests
{
    // Few letters, so that keys share prefixes; the last two are where UTF-8 and UTF-16 sort differently.
    private static readonly Gen<string> Text = Gen.Elements("a", "b", "/", "//", "\uFF5E", "😀").ListOf().Select(string.Concat);

    [Fact]
    public void Pages_of_any_size_give_what_one_plain_pass_gives() => Prop.ForAll(
        Arb.From(from keys in Text.Where(key => key.Length > 0).ListOf()
                 from prefix in Text
                 from delimiter in Gen.Elements("", "/", "a", "//")
                 from size in Gen.Choose(1, 4)
                 select (keys, prefix, delimiter, size)),
        sample =>
        {
            var index = new KeyIndex();
            foreach (var key in sample.keys)
            {
                index.Set(new ObjectEntry(key, 1, "", default));
            }

            Paged(index, sample.prefix, sample.delimiter, sample.size).ShouldBe(Plain(sample.keys, sample.prefix, sample.delimiter));
        }).QuickCheckThrowOnFailure();

    private static List<string> Paged(KeyIndex index, string prefix, string delimiter, int size)
    {
        var found = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = index.List(prefix, delimiter, after, size);
            (page.Objects.Count + page.Groups.Count).ShouldBeInRange(page.Next is null ? 0 : size, size);
            found.AddRange(page.Objects.Select(item => item.Key).Concat(page.Groups).Order(Comparer<string>.Create(ByUtf8)));
            after = page.Next;
        }

        return found;
    }

    private static List<string> Plain(IEnumerable<string> keys, string prefix, string delimiter) => [.. keys
        .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(key => delimiter.Length > 0 && key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) is >= 0 and var end ? key[..(end + delimiter.Length)] : key)
        .Distinct()
        .Order(Comparer<string>.Create(ByUtf8))];

    private static int ByUtf8(string x, string y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
}
