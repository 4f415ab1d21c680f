using System.Text.Json.Nodes;
using LearningPlatform.Api.Http;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LearningPlatform.Api.Reference;

/// <summary>The OpenAPI document: what the routes' types don't say by themselves comes from their metadata.</summary>
internal static class OpenApiDescription
{
    private const string Bearer = "bearer";

    public static void AddApiReference(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOpenApi("v1", options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new()
                {
                    Title = "LearningPlatform",
                    Version = "v1",
                    Description = "Courses and study communities. Every answer comes in an envelope; lists are paged by cursor; see the repository's docs for the conventions.",
                    License = new() { Name = "MIT", Identifier = "MIT" },
                };
                document.Components ??= new();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
                document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    BearerFormat = "JWT",
                    Description = "The `access_token` of POST /api/v1/auth/login.",
                };
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(DescribeAsync);
        });
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        DescribeInput(operation, metadata);
        await DescribeFailuresAsync(operation, context, metadata, cancellationToken);
        if (metadata.OfType<ResponseExample>().FirstOrDefault() is { } example)
        {
            SetExample(operation, example);
        }
    }

    private static void DescribeInput(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (var parameter in metadata.OfType<QueryParameter>())
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Description,
                Schema = new OpenApiSchema { Type = parameter.Type == "integer" ? JsonSchemaType.Integer : JsonSchemaType.String },
            });
        }

        if (metadata.OfType<Idempotent>().Any())
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description = "1 to 200 visible ASCII characters. The same key and body replays the first answer for 24 hours.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 },
            });
        }

        if (metadata.OfType<RequestExample>().FirstOrDefault() is { } example)
        {
            foreach (var content in operation.RequestBody?.Content?.Values ?? [])
            {
                content.Example = JsonNode.Parse(example.Json);
            }
        }
    }

    private static async Task DescribeFailuresAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(FailureEnvelope), null, cancellationToken);
        operation.Responses ??= [];
        foreach (var failures in Failures(operation, metadata).GroupBy(failure => failure.Status).OrderBy(group => group.Key))
        {
            var codes = failures.Select(failure => failure.Code).Distinct(StringComparer.Ordinal).ToArray();
            operation.Responses[$"{failures.Key}"] = new OpenApiResponse
            {
                Description = string.Join(" · ", codes),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new() { Schema = schema, Examples = codes.ToDictionary(code => code, ExampleOf, StringComparer.Ordinal) },
                },
            };
        }

        if (metadata.OfType<IAuthorizeData>().Any())
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        }
    }

    private static IEnumerable<FailsWith> Failures(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (var failure in metadata.OfType<FailsWith>())
        {
            yield return failure;
        }

        if (operation.RequestBody is not null || operation.Parameters is { Count: > 0 })
        {
            yield return new(400, "VALIDATION_FAILED");
        }

        if (operation.RequestBody is not null)
        {
            yield return new(400, "MALFORMED_JSON");
            yield return new(413, "BODY_TOO_LARGE");
            yield return new(415, "UNSUPPORTED_MEDIA_TYPE");
        }

        if (metadata.OfType<Idempotent>().Any())
        {
            yield return new(409, "IDEMPOTENCY_KEY_REUSED");
            yield return new(409, "REQUEST_IN_PROGRESS");
        }

        var authorization = metadata.OfType<IAuthorizeData>().ToArray();
        if (authorization.Length > 0)
        {
            yield return new(401, "UNAUTHENTICATED");
        }

        if (authorization.Any(data => data.Policy is not null))
        {
            yield return new(403, "FORBIDDEN");
        }

        yield return new(429, "RATE_LIMITED");
        yield return new(500, "INTERNAL_ERROR");
        yield return new(503, "SERVICE_UNAVAILABLE");
    }

    private static IOpenApiExample ExampleOf(string code) => new OpenApiExample
    {
        Value = new JsonObject
        {
            ["success"] = false,
            ["data"] = null,
            ["error"] = new JsonObject
            {
                ["code"] = code,
                ["message"] = "A sentence for people.",
                ["details"] = code == "VALIDATION_FAILED" ? new JsonObject { ["title"] = new JsonArray("'title' must not be empty.") } : new JsonObject(),
            },
            ["timestamp"] = "2026-11-21T09:00:00.000Z",
            ["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736",
        },
    };

    private static void SetExample(OpenApiOperation operation, ResponseExample example)
    {
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (status.StartsWith('2') && response.Content is { } contents)
            {
                foreach (var content in contents.Values)
                {
                    content.Example = new JsonObject
                    {
                        ["success"] = true,
                        ["data"] = JsonNode.Parse(example.Json),
                        ["error"] = null,
                        ["timestamp"] = "2026-11-21T09:00:00.000Z",
                    };
                }
            }
        }
    }
}
