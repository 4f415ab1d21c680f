using LearningPlatform.Api.Admin;
using LearningPlatform.Api.Catalog;
using LearningPlatform.Api.Files;
using LearningPlatform.Api.Http;
using LearningPlatform.Api.Identity;
using LearningPlatform.Api.Learning;
using LearningPlatform.Api.Notifications;
using LearningPlatform.Api.Reference;
using LearningPlatform.Api.Startup;
using LearningPlatform.Api.Study;
using LearningPlatform.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddPlatformStores();
builder.AddApiHttp();
builder.AddApiReference();
// Identity first: its startup task makes the admin who owns the sample courses.
builder.AddIdentity();
builder.AddFiles();
builder.AddCatalog();
builder.AddLearning();
builder.AddNotifications();
builder.AddStudy();
builder.AddRoomsLive();
builder.AddEventsAdmin();

var app = builder.Build();
app.UseServiceDefaults();
app.UseMiddleware<IdempotencyMiddleware>();
app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapInteractiveReference();
app.MapAsyncApi();
app.MapWellKnown();
app.MapDevelopmentMailbox();
app.MapAccountPages();

var v1 = app.MapGroup("/api/v1").WithValidation();
v1.MapIdentity();
v1.MapFiles();
v1.MapCatalog();
v1.MapLearning();
v1.MapLearningAdmin();
v1.MapNotifications();
v1.MapStudy();
v1.MapRoomsLive();
v1.MapEventsAdmin();
app.Run();
