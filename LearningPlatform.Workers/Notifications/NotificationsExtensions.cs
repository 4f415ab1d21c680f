using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Mail;
using LearningPlatform.Core.Notifications;

namespace LearningPlatform.Workers.Notifications;

/// <summary>What the handlers and jobs of this folder need.</summary>
internal static class NotificationsExtensions
{
    public static void AddNotifications(this IHostApplicationBuilder builder)
    {
        builder.Services.Configure<MailSettings>(builder.Configuration.GetSection(MailSettings.Section));
        builder.Services.Configure<IdentitySettings>(builder.Configuration.GetSection(IdentitySettings.Section));
        builder.Services.AddNotifications();
    }

    public static IServiceCollection AddNotifications(this IServiceCollection services) => services
        .AddSingleton<MailTemplates>()
        .AddSingleton<NotificationMails>()
        .AddSingleton<NotificationWriter>()
        .AddSingleton<LiveChannel>()
        .AddScoped<Notifier>();
}
