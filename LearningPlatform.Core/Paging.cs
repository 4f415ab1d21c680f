using System.Buffers.Text;
using System.Text;

namespace LearningPlatform.Core;

/// <summary>A part of a list of anything.</summary>
public interface IPage
{
    string? NextCursor { get; }
}

/// <summary>A part of a list, and how to get the next one.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> for the next part; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor) : IPage
{
    /// <summary>Makes a page of what a query for <paramref name="limit"/> + 1 rows returned.</summary>
    public static Page<T> From(List<T> rows, int limit, Func<T, string> cursorOf)
    {
        if (rows.Count <= limit)
        {
            return new(rows, null);
        }

        rows.RemoveRange(limit, rows.Count - limit);
        return new(rows, cursorOf(rows[^1]));
    }
}

/// <summary>
/// Where a page ended: the sort key's value and the id that breaks ties. Opaque to clients, not secret, and checked like any other input.
/// </summary>
public readonly record struct Cursor(string Key, Guid Id)
{
    private const int MaxLength = 2_000;

    public static string Encode(string key, Guid id) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{id:N}{key}"));

    /// <summary>False for anything that <see cref="Encode"/> has not written.</summary>
    public static bool TryDecode(string text, out Cursor cursor)
    {
        cursor = default;
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return false;
        }

        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        if (plain.Length < 32 || plain.Contains('\0', StringComparison.Ordinal) || !Guid.TryParseExact(plain.AsSpan(0, 32), "N", out var id))
        {
            return false;
        }

        cursor = new(plain[32..], id);
        return true;
    }
}
