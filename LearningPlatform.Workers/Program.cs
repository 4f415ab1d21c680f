using LearningPlatform.ServiceDefaults;
using LearningPlatform.Workers.Assessments;
using LearningPlatform.Workers.Events;
using LearningPlatform.Workers.Identity;
using LearningPlatform.Workers.Learning;
using LearningPlatform.Workers.Mail;
using LearningPlatform.Workers.Notifications;
using LearningPlatform.Workers.Study;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddLearningDatabase();
builder.AddRedis();
builder.AddStudyDocuments();
builder.AddNotifications();
builder.AddMail();
builder.AddIdentityWork();
builder.AddLearningWork();
builder.AddAssessments();
builder.AddStudyWork();
// Event handlers and scheduled jobs are found in the folders of the modules.
var types = typeof(Program).Assembly.GetTypes();
builder.AddEvents(types);
builder.AddJobs(types);

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.Run();
