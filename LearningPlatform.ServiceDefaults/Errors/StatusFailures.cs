using LearningPlatform.Core;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.ServiceDefaults.Errors;

/// <summary>The refusals that a bare status code stands for: what routing, the server or a handler set without a body.</summary>
internal static class StatusFailures
{
    private static readonly Dictionary<int, Failure> Known = new()
    {
        [StatusCodes.Status400BadRequest] = new(FailureKind.Invalid, "BAD_REQUEST", "The request is not valid."),
        [StatusCodes.Status401Unauthorized] = new(FailureKind.Unauthenticated, "UNAUTHENTICATED", "Sign in first."),
        [StatusCodes.Status403Forbidden] = Failure.Forbidden("FORBIDDEN", "This is not allowed for your account."),
        [StatusCodes.Status404NotFound] = Failure.NotFound("ROUTE_NOT_FOUND", "There is nothing at this address."),
        [StatusCodes.Status405MethodNotAllowed] = new(
            FailureKind.Invalid, "METHOD_NOT_ALLOWED", "This address does not take this method; the Allow header names those it takes."),
        [StatusCodes.Status408RequestTimeout] = new(FailureKind.Invalid, "REQUEST_TIMEOUT", "The request took too long to arrive."),
        [StatusCodes.Status409Conflict] = Failure.Conflict("CONFLICT", "The request is at odds with what is stored."),
        [StatusCodes.Status412PreconditionFailed] = Failure.Stale(),
        [StatusCodes.Status413PayloadTooLarge] = new(FailureKind.TooLarge, "BODY_TOO_LARGE", "The body is larger than this address takes."),
        [StatusCodes.Status415UnsupportedMediaType] = new(
            FailureKind.UnsupportedMedia, "UNSUPPORTED_MEDIA_TYPE", "The body's content type is not taken here."),
        [StatusCodes.Status429TooManyRequests] = new(FailureKind.TooMany, "RATE_LIMITED", "Too many requests. Wait and try again."),
        [StatusCodes.Status500InternalServerError] = new(
            FailureKind.Unavailable, "INTERNAL_ERROR", "Something went wrong on our side. Quote the trace id when you report it."),
        [StatusCodes.Status503ServiceUnavailable] = new(
            FailureKind.Unavailable, "SERVICE_UNAVAILABLE", "The service is away for the moment. Try again later."),
    };

    /// <summary>The refusal of <paramref name="status"/>, or of its class.</summary>
    public static Failure Of(int status) =>
        Known.TryGetValue(status, out var failure) ? failure
        : status >= StatusCodes.Status500InternalServerError ? Known[StatusCodes.Status500InternalServerError]
        : Known[StatusCodes.Status400BadRequest];
}
