namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>Whether a request may pass, and what the client is told.</summary>
/// <param name="IsAllowed">May it pass.</param>
/// <param name="Limit">Requests in a window.</param>
/// <param name="Remaining">Requests that are left now.</param>
/// <param name="ResetSeconds">Seconds until the whole limit is there again, if none comes until then.</param>
/// <param name="RetryAfterSeconds">When it may not pass: seconds until one may.</param>
internal readonly record struct Decision(bool IsAllowed, int Limit, int Remaining, int ResetSeconds, int RetryAfterSeconds);
