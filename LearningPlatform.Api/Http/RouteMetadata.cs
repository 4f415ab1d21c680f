namespace LearningPlatform.Api.Http;

/// <summary>A way in which a route can fail, for its description: the status and the code in the envelope.</summary>
internal sealed record FailsWith(int Status, string Code);

/// <summary>An example of a route's request body, as JSON.</summary>
internal sealed record RequestExample(string Json);

/// <summary>An example of a route's <c>data</c>, as JSON.</summary>
internal sealed record ResponseExample(string Json);

/// <summary>The route creates or awards: it honours <c>Idempotency-Key</c>.</summary>
internal sealed record Idempotent;

/// <summary>What routes say about themselves beyond their types.</summary>
internal static class RouteMetadata
{
    /// <summary>Documents a failure beside those that every route has (400, 401, 403, 429, 500, 503 as they apply).</summary>
    public static TBuilder Fails<TBuilder>(this TBuilder route, int status, params string[] codes)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata([.. codes.Select(code => new FailsWith(status, code))]);

    public static TBuilder WithRequestExample<TBuilder>(this TBuilder route, string json)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RequestExample(json));

    public static TBuilder WithResponseExample<TBuilder>(this TBuilder route, string json)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new ResponseExample(json));

    public static TBuilder HonoursIdempotencyKey<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Idempotent());

    /// <summary>Documents <c>limit</c> and <c>cursor</c>.</summary>
    public static TBuilder WithPageParameters<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(
            new QueryParameter("limit", "integer", "1 to 100, default 20."),
            new QueryParameter("cursor", "string", "`next_cursor` of the page before."));
}

/// <summary>A query parameter that a handler reads by itself.</summary>
internal sealed record QueryParameter(string Name, string Type, string Description);
