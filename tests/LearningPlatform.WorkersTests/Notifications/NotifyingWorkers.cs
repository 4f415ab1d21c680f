using LearningPlatform.Core.Mail;
using LearningPlatform.Workers.Notifications;
using LearningPlatform.WorkersTests.Events;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.WorkersTests.Notifications;

/// <summary>Workers on a database of their own that can tell people things.</summary>
internal static class NotifyingWorkers
{
    public static async Task<TestWorkers> StartAsync(StoresFixture stores, params Type[] types) => await TestWorkers.StartAsync(
        await stores.CreateDatabaseAsync(),
        stores.NextRedisDatabase(),
        types,
        services: services => services.AddNotifications().Configure<MailSettings>(settings => settings.PublicUrl = "https://learn.example"));
}
