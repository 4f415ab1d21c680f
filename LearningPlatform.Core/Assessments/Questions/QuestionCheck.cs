namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>Gathers what is wrong with a question, by the field's path in its JSON.</summary>
internal sealed class QuestionCheck
{
    private readonly Dictionary<string, string[]> _problems = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string[]> Problems => _problems;

    public void That(bool holds, string path, string otherwise)
    {
        if (!holds)
        {
            _problems[path] = [.. _problems.GetValueOrDefault(path, []), otherwise];
        }
    }

    public void Text(string path, string? text, int maxLength)
    {
        That(!string.IsNullOrWhiteSpace(text), path, "Required.");
        OptionalText(path, text, maxLength);
    }

    public void OptionalText(string path, string? text, int maxLength)
    {
        That(text is null || text.Length <= maxLength, path, $"At most {maxLength} characters.");
        That(text is null || !text.Contains('\0', StringComparison.Ordinal), path, "No NUL.");
    }

    public void Text(string path, RichText? text, int maxLength = Question.TextMaxLength)
    {
        That(!string.IsNullOrWhiteSpace(text?.Text), path, "Required.");
        OptionalText(path, text, maxLength);
    }

    public void OptionalText(string path, RichText? text, int maxLength = Question.TextMaxLength)
    {
        if (text is null)
        {
            return;
        }

        That(text.Text is not null, path, "Text is missing.");
        OptionalText(path, text.Text, maxLength);
        That(Enum.IsDefined(text.Format), path, "Unknown format.");
    }

    public void Fraction(string path, decimal fraction) => That(fraction is >= -1 and <= 1, path, "-1 to 1.");

    /// <summary>Checks a list's length and each of its elements; <paramref name="element"/> gets none that is null.</summary>
    public void Each<T>(string path, IReadOnlyList<T>? list, int min, int max, Action<string, T> element)
    {
        var count = list?.Count ?? 0;
        That(count >= min && count <= max, path, $"{min} to {max}.");
        for (var index = 0; index < Math.Min(count, max); index++)
        {
            var at = $"{path}[{index}]";
            if (list![index] is { } item)
            {
                element(at, item);
            }
            else
            {
                That(false, at, "Required.");
            }
        }
    }

    /// <summary>Parts that have an id have one each.</summary>
    public void DistinctIds<T>(string path, IReadOnlyList<T?>? parts, Func<T, Guid> id)
        where T : class
    {
        var ids = (parts ?? []).OfType<T>().Select(id).Where(value => value != Guid.Empty).ToList();
        That(ids.Distinct().Count() == ids.Count, path, "Each needs an id of its own.");
    }
}
