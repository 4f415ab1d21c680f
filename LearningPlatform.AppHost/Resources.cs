namespace LearningPlatform.AppHost;

/// <summary>The app model's names. The stores' are the connection names that the services ask for (ServiceDefaults' <c>Connections</c>).</summary>
internal static class Resources
{
    public const string Postgres = "postgres";
    public const string Learning = "learning";
    public const string Redis = "redis";
    public const string Study = "study";
    public const string Storage = "storage";

    public const string Api = "api";
    public const string Realtime = "realtime";
    public const string Workers = "workers";
}
