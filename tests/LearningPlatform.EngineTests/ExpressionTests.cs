namespace LearningPlatform.EngineTests;

public sealed class ExpressionTests
{
    [Fact]
    public async Task Values_of_every_kind_are_filled_in()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var parameter = builder.AddParameter("key", "a b/c");
        var inner = ReferenceExpression.Create($"[{parameter}]");

        (await ReferenceExpression.Create($"Key={parameter};Uri={parameter.Resource:uri};Inner={inner};Text={"{braces}"}").GetValueAsync(default))
            .ShouldBe("Key=a b/c;Uri=a%20b%2Fc;Inner=[a b/c];Text={braces}");
        ReferenceExpression.Create($"Key={parameter}").ValueExpression.ShouldBe("Key={key.value}");
        (await ReferenceExpression.Empty.GetValueAsync(default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_parameter_comes_from_the_configuration_then_from_its_default()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("--Parameters:given=configured", "--Parameters:with_hyphen=found");

        (await builder.AddParameter("given").Resource.GetValueAsync(default)).ShouldBe("configured");
        (await builder.AddParameter("with-hyphen").Resource.GetValueAsync(default)).ShouldBe("found");
        (await builder.AddParameter("fallback", new GenerateParameterDefault { MinLength = 30, Special = false }).Resource.GetValueAsync(default))!
            .ShouldMatch("^[A-Za-z0-9]{30}$");
        Should.Throw<MissingParameterValueException>(() => builder.AddParameter("missing").Resource.GetValueAsync(default).AsTask().GetAwaiter().GetResult())
            .Message.ShouldContain("Parameters:missing");
    }

    [Fact]
    public async Task A_generated_value_stays_the_same_and_has_what_was_asked_for()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var password = builder.AddParameter("password", new GenerateParameterDefault { MinLength = 8, MinUpper = 3, MinNumeric = 5, MinSpecial = 2 }).Resource;

        var value = (await password.GetValueAsync(default))!;
        (await password.GetValueAsync(default)).ShouldBe(value);
        value.Length.ShouldBe(10);
        value.Count(char.IsAsciiLetterUpper).ShouldBeGreaterThanOrEqualTo(3);
        value.Count(char.IsAsciiDigit).ShouldBeGreaterThanOrEqualTo(5);
        value.Count(c => !char.IsAsciiLetterOrDigit(c)).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_persisted_value_survives_in_the_data_folder()
    {
        var folder = Directory.CreateTempSubdirectory("engine-test-").FullName;
        try
        {
            static async Task<string?> ValueIn(string folder)
            {
                var builder = DistributedApplication.CreateBuilder([$"--LEARNING_DATA={folder}"]);
                var value = await builder.AddParameter("kept", new GenerateParameterDefault(), secret: true, persist: true).Resource.GetValueAsync(default);
                (builder.Configuration["Parameters:kept"] ?? value).ShouldBe(value);
                return value;
            }

            var first = await ValueIn(folder);
            (await ValueIn(folder)).ShouldBe(first);
            File.GetUnixFileMode(Path.Combine(folder, "secrets.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_connection_string_from_the_configuration_is_a_reference_like_any_other()
    {
        await using var running = await Running.StartAsync(
            builder =>
            {
                var external = builder.AddConnectionString("external");
                builder.AddProject("api", Running.SampleService).WithReference(external).WithHttpHealthCheck("/health/ready");
            },
            "--ConnectionStrings:external=Server=elsewhere");
        await running.HealthyAsync("api");

        (await running.App.GetConnectionStringAsync("external")).ShouldBe("Server=elsewhere");
        (await running.GetAsync("api", "/environment/ConnectionStrings__external")).ShouldBe("Server=elsewhere");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("has_underscore")]
    [InlineData("ends-")]
    public async Task A_name_that_Aspire_refuses_is_refused(string name)
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        Should.Throw<ArgumentException>(() => builder.AddRedis(name));
    }

    [Fact]
    public async Task A_second_resource_of_a_name_is_refused()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddRedis("redis");
        Should.Throw<DistributedApplicationException>(() => builder.AddPostgres("Redis"));
    }
}
