using Microsoft.AspNetCore.Builder;

namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>The policies that an endpoint may have. Without one it has <see cref="Default"/>.</summary>
public static class RateLimits
{
    /// <summary>Counted in memory and shared every quarter second; goes on alone while Redis is away.</summary>
    public const string Default = "default";

    /// <summary>For uploads; counted as <see cref="Default"/>, with numbers of its own.</summary>
    public const string Upload = "upload";

    /// <summary>For sign-in and what is like it: each request is decided in Redis, and refused with 503 while Redis is away.</summary>
    public const string Auth = "auth";

    /// <summary>Sets the endpoint's policy.</summary>
    public static TBuilder RequireRateLimit<TBuilder>(this TBuilder builder, string policy)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RateLimitMetadata(policy));

    /// <summary>For probes, which must not be kept out.</summary>
    internal static TBuilder WithoutRateLimit<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RateLimitMetadata(null));
}

/// <summary>The endpoint's policy, null for none at all.</summary>
internal sealed record RateLimitMetadata(string? Policy);
