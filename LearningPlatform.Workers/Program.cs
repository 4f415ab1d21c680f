using LearningPlatform.ServiceDefaults;
using LearningPlatform.Workers.Events;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddLearningDatabase();
builder.AddRedis();
var types = typeof(Program).Assembly.GetTypes();
builder.AddEvents(types);
builder.AddJobs(types);

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.Run();
