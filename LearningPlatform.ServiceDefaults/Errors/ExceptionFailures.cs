using System.Text;
using System.Text.Json;
using LearningPlatform.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace LearningPlatform.ServiceDefaults.Errors;

/// <summary>What a thrown exception means for the client. Nothing of the exception's own text is passed on.</summary>
internal static class ExceptionFailures
{
    private static readonly Failure ServiceUnavailable = new(
        FailureKind.Unavailable, "SERVICE_UNAVAILABLE", "Something this request needs is away for the moment. Try again later.");

    private static readonly Failure ConcurrentChange = Failure.Conflict(
        "CONCURRENT_CHANGE", "Somebody else changed the resource at the same time. Read it again and repeat the change.");

    private static readonly Failure BadText = new(FailureKind.Invalid, "VALIDATION_FAILED", "The request has text that cannot be stored.");

    /// <summary>The refusal that the exception, or one it wraps, stands for; null for a fault of the platform itself.</summary>
    public static Failure? Of(Exception exception, HttpRequest request)
    {
        if (OfOwnReading(exception, request) is { } unreadable)
        {
            return unreadable;
        }

        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (OfOne(current, request) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    /// <summary>For handlers that read a body by hand. Without a body the broken JSON is the platform's own, and its fault.</summary>
    private static Failure? OfOwnReading(Exception exception, HttpRequest request) => exception switch
    {
        _ when request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0 => null,
        JsonException json => BadRequests.Of(json),
        InvalidDataException => BadRequests.Unreadable,
        InvalidOperationException when !HasKnownCharset(request) => StatusFailures.Of(StatusCodes.Status415UnsupportedMediaType),
        _ => null,
    };

    /// <summary>The framework has no exception of its own for a charset that it does not know.</summary>
    private static bool HasKnownCharset(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue)
        {
            return true;
        }

        try
        {
            return Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(type.Charset).ToString()) is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static Failure? OfOne(Exception exception, HttpRequest request) => exception switch
    {
        BadHttpRequestException bad => BadRequests.Of(bad),
        DbUpdateConcurrencyException => request.Headers.IfMatch.Count > 0 ? Failure.Stale() : ConcurrentChange,
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } => BadText,
        PostgresException { SqlState: PostgresErrorCodes.UntranslatableCharacter } => BadText,
        NpgsqlException { IsTransient: true } => ServiceUnavailable,
        RedisConnectionException or TimeoutException or HttpRequestException => ServiceUnavailable,
        RedisServerException loading when loading.Message.StartsWith("LOADING", StringComparison.Ordinal) => ServiceUnavailable,
        BrokenCircuitException or TimeoutRejectedException => ServiceUnavailable,
        _ => null,
    };
}
