using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using LearningPlatform.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LearningPlatform.ServiceDefaults.Http;

/// <summary>What a handler answers: a value in the envelope with 200, or a refusal. Both convert by themselves.</summary>
public sealed class Reply<T> : ReplyBase<T>, IEndpointMetadataProvider
    where T : notnull
{
    private Reply(T? value, Failure? failure)
        : base(value, failure)
    {
    }

    public static implicit operator Reply<T>(T value) => new(value, null);

    public static implicit operator Reply<T>(Failure failure) => new(default, failure);

    public static implicit operator Reply<T>(Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var failure) ? new(value, null) : new(default, failure);

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Envelope<T>), ["application/json"]));

    private protected override Task WriteValueAsync(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        if (value is IVersioned versioned)
        {
            var tag = Preconditions.TagOf(versioned.Version);
            context.Response.Headers.ETag = tag;
            if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.IfNoneMatch == tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }

        if (value is IPage { NextCursor: { } cursor })
        {
            context.Response.Headers.Link = PageLink.Next(context.Request, cursor);
        }

        return EnvelopeWriter.WriteAsync(context, value, type, context.RequestServices.GetRequiredService<TimeProvider>());
    }
}

/// <summary>The answer of a route that creates: 201 with <c>Location</c>, or a refusal.</summary>
public sealed class CreatedReply<T> : ReplyBase<T>, IEndpointMetadataProvider
    where T : notnull
{
    private readonly string? _location;

    private CreatedReply(T? value, string? location, Failure? failure)
        : base(value, failure) => _location = location;

    /// <summary>201; <paramref name="location"/> is the new resource's path, as in <c>/api/v1/courses/…</c>.</summary>
    public static CreatedReply<T> At(string location, T value) => new(value, location, null);

    public static implicit operator CreatedReply<T>(Failure failure) => new(default, null, failure);

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(Envelope<T>), ["application/json"]));

    private protected override Task WriteValueAsync(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = _location;
        if (value is IVersioned versioned)
        {
            context.Response.Headers.ETag = Preconditions.TagOf(versioned.Version);
        }

        return EnvelopeWriter.WriteAsync(context, value, type, context.RequestServices.GetRequiredService<TimeProvider>());
    }
}

/// <summary>204, or a refusal.</summary>
public sealed class NoContentReply : IResult, IEndpointMetadataProvider
{
    /// <summary>204: done, nothing to say.</summary>
    public static readonly NoContentReply Done = new(null);

    private readonly Failure? _failure;

    private NoContentReply(Failure? failure) => _failure = failure;

    public static implicit operator NoContentReply(Failure? failure) => failure is null ? Done : new(failure);

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (_failure is not null)
        {
            return FailureWriter.WriteAsync(httpContext, _failure);
        }

        httpContext.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}

/// <summary>What the replies with a body have in common.</summary>
public abstract class ReplyBase<T> : IResult
    where T : notnull
{
    private readonly T? _value;
    private readonly Failure? _failure;

    private protected ReplyBase(T? value, Failure? failure)
    {
        _value = value;
        _failure = failure;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (_failure is not null)
        {
            return FailureWriter.WriteAsync(httpContext, _failure);
        }

        var json = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return WriteValueAsync(httpContext, _value!, (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T)));
    }

    private protected abstract Task WriteValueAsync(HttpContext context, T value, JsonTypeInfo<T> type);
}
