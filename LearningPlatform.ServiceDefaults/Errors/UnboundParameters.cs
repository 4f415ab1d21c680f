using System.Globalization;
using System.Reflection;
using LearningPlatform.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace LearningPlatform.ServiceDefaults.Errors;

/// <summary>
/// Finds the optional parameters that do not parse. The generated binding answers those with a bare 400 that names nothing,
/// so they are looked for again: once the request has failed there is time for reflection.
/// </summary>
internal static class UnboundParameters
{
    /// <summary>A refusal that names them, or null when all that were sent do parse.</summary>
    public static Failure? Find(HttpContext context)
    {
        var wrong = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.HasTryParse && TextOf(context.Request, parameter.Name) is { Length: > 0 } text
                && !Parses(parameter.ParameterInfo.ParameterType, text))
            .ToDictionary(parameter => parameter.Name, _ => new[] { "is not valid" }, StringComparer.Ordinal);
        return wrong is { Count: > 0 } ? Failure.Invalid(wrong) : null;
    }

    private static string? TextOf(HttpRequest request, string name) =>
        request.RouteValues.TryGetValue(name, out var value) ? value as string : request.Query[name].ToString();

    private static bool Parses(Type parameterType, string text)
    {
        var type = Nullable.GetUnderlyingType(parameterType) ?? parameterType;
        if (type.IsEnum)
        {
            return Enum.TryParse(type, text, ignoreCase: true, out _);
        }

        var parse = type.GetMethod(
            "TryParse", BindingFlags.Public | BindingFlags.Static, [typeof(string), typeof(IFormatProvider), type.MakeByRefType()]);
        return parse is null || parse.Invoke(null, [text, CultureInfo.InvariantCulture, null]) is true;
    }
}
