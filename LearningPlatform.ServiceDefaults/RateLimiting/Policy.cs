using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>A policy, ready for use.</summary>
internal sealed class Policy(string name, RateLimitOptions.Quota quota)
{
    public string Name { get; } = name;

    public Quota PerUser { get; } = new(quota.PerUser);

    public Quota PerAddress { get; } = new(quota.PerAddress);

    /// <summary>Whether each request is decided in Redis.</summary>
    public bool IsStrict { get; } = name == RateLimits.Auth;
}

/// <summary>Requests a minute, and how the headers say it.</summary>
internal sealed class Quota(int limit)
{
    public int Limit { get; } = limit;

    public bool IsLimited => Limit > 0;

    public StringValues LimitText { get; } = limit.ToString(CultureInfo.InvariantCulture);

    public StringValues PolicyText { get; } = string.Create(CultureInfo.InvariantCulture, $"{limit};w={SlidingWindow.Milliseconds / 1000}");
}
