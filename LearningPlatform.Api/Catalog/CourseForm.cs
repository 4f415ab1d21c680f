using System.Globalization;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;

namespace LearningPlatform.Api.Catalog;

/// <summary>A course as a form sends it.</summary>
internal sealed record CourseForm(
    string Title, string Description, string Difficulty, string? Tags, string? Skills, int? Capacity, string? Status, IFormFile? Image)
{
    public static Outcome<CourseRequest> Read(IFormCollection form, IValidator<CourseRequest> validator)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (form.Any(field => field.Value.ToString().Contains('\0', StringComparison.Ordinal)))
        {
            return Failure.Invalid("form", "Text must not contain NUL.");
        }

        var request = new CourseRequest(
            form["title"],
            form["description"],
            Word<Difficulty>("difficulty"),
            Words("tags"),
            Words("skills"),
            Number("capacity"),
            Word<CourseStatus>("status"));
        if (fields.Count > 0)
        {
            return Failure.Invalid(fields);
        }

        return ValidationFilter.Check(validator, request) is { } failure ? failure : request;

        T? Word<T>(string name)
            where T : struct, Enum
        {
            var value = form[name].ToString().Trim();
            if (value.Length == 0)
            {
                return null;
            }

            if (char.IsLetter(value[0]) && Enum.TryParse<T>(value, ignoreCase: true, out var word))
            {
                return word;
            }

            fields[name] = [$"One of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}."];
            return null;
        }

        int? Number(string name)
        {
            var value = form[name].ToString().Trim();
            if (value.Length == 0)
            {
                return null;
            }

            if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }

            fields[name] = ["Not a whole number."];
            return null;
        }

        string[]? Words(string name) =>
            form[name].ToString() is { Length: > 0 } value ? value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null;
    }
}
