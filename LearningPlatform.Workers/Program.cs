using LearningPlatform.ServiceDefaults;
using LearningPlatform.Workers.Events;
using LearningPlatform.Workers.Mail;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddLearningDatabase();
builder.AddRedis();
var types = typeof(Program).Assembly.GetTypes();
builder.AddEvents(types);
builder.AddJobs(types);
builder.AddMail();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.Run();
