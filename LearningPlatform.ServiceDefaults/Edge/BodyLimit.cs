using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace LearningPlatform.ServiceDefaults.Edge;

/// <summary>A body limit of an endpoint's own, instead of <c>Http:MaxBodyBytes</c>.</summary>
public static class BodyLimit
{
    /// <summary>Takes bodies of up to <paramref name="bytes"/>; larger ones are 413 <c>BODY_TOO_LARGE</c>.</summary>
    public static TBuilder WithMaxBody<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Limit(bytes));

    private sealed class Limit(long bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => bytes;
    }
}
