using LearningPlatform.Workers.Events;

namespace LearningPlatform.WorkersTests;

/// <summary>Workers as a process of their own, not started yet; mail stays in the mailbox.</summary>
internal static class WorkersProcess
{
    public static ServiceProcess On(string database, string redis, string storage, params KeyValuePair<string, string?>[] settings)
    {
        var all = new Dictionary<string, string?>(ServiceProcess.SettingsOf(database, redis, storage), StringComparer.Ordinal)
        {
            ["Mail:Sender"] = "mailbox",
            ["Logging:LogLevel:Default"] = "Error",
            ["services:api:http:0"] = "http://127.0.0.1:9",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return new(typeof(EventOptions).Assembly, all);
    }
}
