namespace LearningPlatform.Core;

/// <summary>Why something was refused; each kind is one HTTP status (see <c>api.md</c>, Conventions).</summary>
public enum FailureKind
{
    /// <summary>400: the input itself is wrong.</summary>
    Invalid,

    /// <summary>401: who the caller is could not be established.</summary>
    Unauthenticated,

    /// <summary>403: the caller may know of the resource, but not do this.</summary>
    Forbidden,

    /// <summary>404: not there, or the caller may not know of it.</summary>
    NotFound,

    /// <summary>409: at odds with what is stored.</summary>
    Conflict,

    /// <summary>412: the caller's copy is out of date (<c>If-Match</c>).</summary>
    Stale,

    /// <summary>413: larger than allowed.</summary>
    TooLarge,

    /// <summary>415: of a kind that is not taken.</summary>
    UnsupportedMedia,

    /// <summary>429: too many of them.</summary>
    TooMany,

    /// <summary>503: something this needs is away; trying again later may work.</summary>
    Unavailable,
}

/// <summary>A refusal that a caller can act on.</summary>
/// <param name="Kind">The class of refusal.</param>
/// <param name="Code">Stable upper-case code, as in <c>COURSE_NOT_FOUND</c>.</param>
/// <param name="Message">One sentence for a person; never a stack trace, SQL or an internal name.</param>
/// <param name="Fields">For <see cref="FailureKind.Invalid"/>: the input's field (its JSON name) → what is wrong with it.</param>
public sealed record Failure(
    FailureKind Kind,
    string Code,
    string Message,
    IReadOnlyDictionary<string, string[]>? Fields = null)
{
    /// <summary>A 400 <c>VALIDATION_FAILED</c> about one field.</summary>
    public static Failure Invalid(string field, string message) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    /// <summary>A 400 <c>VALIDATION_FAILED</c> with every field that is wrong.</summary>
    public static Failure Invalid(IReadOnlyDictionary<string, string[]> fields) =>
        new(FailureKind.Invalid, "VALIDATION_FAILED", "Some fields are not valid.", fields);

    /// <summary>A 404; <paramref name="code"/> names what was not found.</summary>
    public static Failure NotFound(string code, string message) => new(FailureKind.NotFound, code, message);

    /// <summary>A 409.</summary>
    public static Failure Conflict(string code, string message) => new(FailureKind.Conflict, code, message);

    /// <summary>A 403.</summary>
    public static Failure Forbidden(string code, string message) => new(FailureKind.Forbidden, code, message);

    /// <summary>A 412: the resource has changed since the caller read it.</summary>
    public static Failure Stale() =>
        new(FailureKind.Stale, "PRECONDITION_FAILED", "The resource has changed since it was read. Read it again and repeat the change.");
}
