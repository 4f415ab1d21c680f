using System.Globalization;
using LearningPlatform.Core;

namespace LearningPlatform.Api.Http;

/// <summary>Reads a list's query string and gathers what is wrong with it, field by field.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    public const int LimitDefault = 20;
    public const int LimitMax = 100;

    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>A 400 with every field that is wrong; null when all of them are right.</summary>
    public Failure? Failure => _errors.Count == 0 ? null : Failure.Invalid(_errors);

    /// <summary>Trimmed text; null when it is absent or empty.</summary>
    public string? Text(string name, int maxLength)
    {
        var value = query[name].ToString().Trim();
        if (value.Length > maxLength)
        {
            _errors[name] = [$"At most {maxLength} characters."];
        }

        return value.Length == 0 ? null : value;
    }

    /// <summary>A word of <typeparamref name="T"/>, in any case.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        var value = query[name].ToString();
        if (value.Length == 0)
        {
            return null;
        }

        if (char.IsLetter(value[0]) && Enum.TryParse<T>(value, ignoreCase: true, out var word) && Enum.IsDefined(word))
        {
            return word;
        }

        _errors[name] = [$"One of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}."];
        return null;
    }

    public Guid? Id(string name)
    {
        var value = query[name].ToString();
        if (value.Length == 0)
        {
            return null;
        }

        if (Guid.TryParse(value, out var id))
        {
            return id;
        }

        _errors[name] = ["Not an id."];
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Flag(string name)
    {
        var value = query[name].ToString();
        if (value.Length == 0)
        {
            return null;
        }

        if (bool.TryParse(value, out var flag))
        {
            return flag;
        }

        _errors[name] = ["true or false."];
        return null;
    }

    /// <summary>A whole number between the two.</summary>
    public int? Number(string name, int least, int most)
    {
        var value = query[name].ToString();
        if (value.Length == 0)
        {
            return null;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        _errors[name] = [$"{least} to {most}."];
        return null;
    }

    /// <summary>How many items at most: 1 to 100, 20 when it is absent.</summary>
    public int Limit()
    {
        var value = query["limit"].ToString();
        if (value.Length == 0)
        {
            return LimitDefault;
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > LimitMax)
        {
            _errors["limit"] = [$"1 to {LimitMax}."];
        }

        return limit;
    }

    /// <summary>Where to go on; <paramref name="isKey"/> says whether its sort key is one of this list's.</summary>
    public Cursor? After(Func<string, bool>? isKey = null)
    {
        var value = query["cursor"].ToString();
        if (value.Length == 0)
        {
            return null;
        }

        if (Cursor.TryDecode(value, out var cursor) && (isKey is null || isKey(cursor.Key)))
        {
            return cursor;
        }

        _errors["cursor"] = ["Not a cursor of this list."];
        return null;
    }
}
