using LearningPlatform.ServiceDefaults;
using LearningPlatform.ServiceDefaults.Http;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddLearningDatabase();
builder.AddRedis();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
var constant = """{"answer":42}"""u8.ToArray();
app.MapGet("/api/v1/constant", (HttpContext context, TimeProvider time) => EnvelopeWriter.WriteRawAsync(context, constant, time));
app.Run();
