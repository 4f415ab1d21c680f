using System.Text.Json;

namespace LearningPlatform.EngineTests;

public sealed class EnvironmentTests
{
    [Fact]
    public async Task A_project_gets_what_Aspire_gives_it()
    {
        await using var running = await Running.StartAsync(builder =>
        {
            var secret = builder.AddParameter("secret", "s3cret value", secret: true);
            var learning = builder.AddConnectionString("learning", ReferenceExpression.Create($"Host=somewhere;Password={secret}"));
            var other = builder.AddProject("other", Running.SampleService).WithHttpHealthCheck("/health/ready");
            builder.AddProject("api", Running.SampleService)
                .WithReference(learning)
                .WithReference(other)
                .WithEnvironment("PLAIN", "text")
                .WithEnvironment("FROM_PARAMETER", secret)
                .WithEnvironment("FROM_EXPRESSION", $"<{other.GetEndpoint("http")}>")
                .WithArgs("--first", "second value")
                .WithHttpHealthCheck("/health/ready");
        });
        await running.HealthyAsync("api");
        await running.HealthyAsync("other");
        var other = running.App.GetEndpoint("other").ToString().TrimEnd('/');

        (await VariableAsync(running, "ConnectionStrings__learning")).ShouldBe("Host=somewhere;Password=s3cret value");
        (await VariableAsync(running, "services__other__http__0")).ShouldBe(other);
        (await VariableAsync(running, "OTHER_HTTP")).ShouldBe(other);
        (await VariableAsync(running, "PLAIN")).ShouldBe("text");
        (await VariableAsync(running, "FROM_PARAMETER")).ShouldBe("s3cret value");
        (await VariableAsync(running, "FROM_EXPRESSION")).ShouldBe($"<{other}>");
        (await VariableAsync(running, "FROM_LAUNCH_PROFILE")).ShouldBe("yes");
        (await VariableAsync(running, "ASPNETCORE_URLS")).ShouldBe(running.App.GetEndpoint("api").ToString().TrimEnd('/'));
        JsonSerializer.Deserialize<string[]>(await running.GetAsync("api", "/arguments"))!.Skip(1).ShouldBe(["--first", "second value"]);
    }

    [Fact]
    public async Task A_store_s_parts_are_given_beside_its_connection_string()
    {
        await using var running = await Running.StartAsync(builder =>
        {
            var redis = builder.AddRedis("the-cache");
            builder.AddProject("api", Running.SampleService).WithReference(redis, "cache").WithHttpHealthCheck("/health/ready");
        });
        await running.HealthyAsync("api");

        var address = await VariableAsync(running, "ConnectionStrings__cache");
        address.ShouldMatch("^127.0.0.1:[0-9]+,password=[A-Za-z0-9]{22}$");
        $"{await VariableAsync(running, "CACHE_HOST")}:{await VariableAsync(running, "CACHE_PORT")},password={await VariableAsync(running, "CACHE_PASSWORD")}"
            .ShouldBe(address);
    }

    [Fact]
    public async Task Telemetry_goes_where_the_AppHost_s_configuration_says()
    {
        await using var running = await Running.StartAsync(
            builder => builder.AddProject("api", Running.SampleService).WithHttpHealthCheck("/health/ready"),
            "--OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317");
        await running.HealthyAsync("api");

        (await VariableAsync(running, "OTEL_EXPORTER_OTLP_ENDPOINT")).ShouldBe("http://localhost:4317");
        (await VariableAsync(running, "OTEL_SERVICE_NAME")).ShouldBe("api");
        (await VariableAsync(running, "OTEL_RESOURCE_ATTRIBUTES")).ShouldBe("service.instance.id=api-1");
    }

    private static Task<string> VariableAsync(Running running, string name) => running.GetAsync("api", $"/environment/{name}");
}
