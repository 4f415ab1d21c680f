using LearningPlatform.Realtime.Notifications;
using LearningPlatform.Realtime.Page;
using LearningPlatform.Realtime.Rooms;
using LearningPlatform.Realtime.Sockets;
using LearningPlatform.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddLearningSql();
builder.AddRedis();
builder.AddStudyDocuments();
builder.AddSockets();
builder.AddNotifications();
builder.AddRooms();
builder.AddDevelopmentPage();

var app = builder.Build();
app.UseServiceDefaults();
app.UseSockets();
app.UseDevelopmentPage();
app.MapDefaultEndpoints();
app.MapNotifications();
app.MapRooms();
app.Run();
