using System.Text.Json;
using System.Text.RegularExpressions;
using LearningPlatform.Core;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.ServiceDefaults.Errors;

/// <summary>Names what is wrong with a request that could not be read or bound.</summary>
internal static partial class BadRequests
{
    /// <summary>Longest field name that is sent back: names in a body are the client's own text.</summary>
    private const int MaxFieldLength = 100;

    /// <summary>A body, form or multipart that is not well formed.</summary>
    public static readonly Failure Unreadable = new(FailureKind.Invalid, "MALFORMED_BODY", "The body cannot be read.");

    private static readonly Failure MalformedJson = new(FailureKind.Invalid, "MALFORMED_JSON", "The body is not well-formed JSON.");
    private static readonly Failure BodyRequired = new(FailureKind.Invalid, "BODY_REQUIRED", "The request needs a body.");

    /// <summary>The refusal for what binding or the server threw.</summary>
    public static Failure Of(BadHttpRequestException exception)
    {
        if (exception.StatusCode != StatusCodes.Status400BadRequest)
        {
            return StatusFailures.Of(exception.StatusCode);
        }

        if (exception.InnerException is JsonException json)
        {
            return Of(json);
        }

        if (exception.Message.Contains("no body was provided", StringComparison.Ordinal))
        {
            return BodyRequired;
        }

        // The framework's sentences: Failed to bind parameter "Guid id" from "abc".
        // Required parameter "string q" was not provided from query string.
        if (Parameter().Match(exception.Message) is not { Success: true } parameter)
        {
            return StatusFailures.Of(StatusCodes.Status400BadRequest);
        }

        return exception.InnerException switch
        {
            InvalidDataException or IOException => Unreadable,
            _ when IsAboutBody(exception.Message) => BodyRequired,
            _ when exception.Message.StartsWith("Required", StringComparison.Ordinal) => Invalid(parameter, "is required"),
            _ => Invalid(parameter, "is not valid"),
        };
    }

    /// <summary>The refusal for a body that is not JSON, or JSON of another shape.</summary>
    public static Failure Of(JsonException exception)
    {
        // The serializer wraps the reader's own exception only when the text itself is broken.
        if (exception.InnerException is JsonException || exception.Path is null)
        {
            return MalformedJson;
        }

        if (exception.Message.Contains("required properties", StringComparison.Ordinal))
        {
            return Failure.Invalid(Quoted().Matches(exception.Message).Skip(1).ToDictionary(
                match => Shorten(match.Groups["name"].Value), _ => new[] { "is required" }, StringComparer.Ordinal));
        }

        return Failure.Invalid(FieldOf(exception.Path), "is not of the expected type");
    }

    private static bool IsAboutBody(string message) => message.Contains("from body", StringComparison.Ordinal);

    private static Failure Invalid(Match parameter, string message) => Failure.Invalid(Shorten(parameter.Groups["name"].Value), message);

    private static string FieldOf(string path) =>
        Shorten(path.Length > 2 && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "body");

    private static string Shorten(string field) => field.Length <= MaxFieldLength ? field : field[..MaxFieldLength];

    [GeneratedRegex("parameter \"[^\"]+ (?<name>[A-Za-z0-9_]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Parameter();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Quoted();
}
