using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var learning = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("learning");
var redis = builder.AddRedis("redis");
builder.AddProject("api", "../SampleService/SampleService.csproj")
    .WithEndpoint("http", endpoint => endpoint.Port = builder.Configuration.GetValue("LEARNING_API_PORT", endpoint.Port!.Value))
    .WithReference(learning).WaitFor(learning)
    .WithReference(redis).WaitFor(redis)
    .WithEnvironment("Some__Password", "open sesame")
    .WithUrlForEndpoint("http", _ => new() { Url = "/mails", DisplayText = "Mails" })
    .WithHttpHealthCheck("/health/ready");
builder.Build().Run();

namespace Projects
{
    /// <summary>Names this AppHost to the testing builder.</summary>
    public class SampleAppHost;
}
