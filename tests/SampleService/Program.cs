// Shows what it was started with, and can be told to be unhealthy.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
var healthy = app.Configuration["START_UNHEALTHY"] is null;

app.MapGet("/health/ready", () => healthy ? Results.Ok() : Results.StatusCode(503));
app.MapGet("/process", () => Environment.ProcessId);
app.MapGet("/environment/{name}", (string name) => Environment.GetEnvironmentVariable(name));
app.MapGet("/arguments", () => Environment.GetCommandLineArgs());
app.MapPost("/health/{state:bool}", (bool state) =>
{
    healthy = state;
});
app.MapPost("/say", (string text) => Console.WriteLine(text));

app.Run();
