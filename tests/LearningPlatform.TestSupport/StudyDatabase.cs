using Npgsql;

namespace LearningPlatform.TestSupport;

/// <summary>The document store of a test that has a relational database: one of its own, whatever the engine keeps documents in.</summary>
public static class StudyDatabase
{
    /// <summary>In PostgreSQL documents lie beside the test's tables, in a schema of their own.</summary>
    internal const string Schema = "study";

    /// <summary>The engine's document store; one a test run.</summary>
    internal static string Server { get; set; } = "";

    /// <summary>For <c>ConnectionStrings:study</c>, beside <paramref name="database"/> for <c>ConnectionStrings:learning</c>.</summary>
    public static string For(string database)
    {
        var own = new NpgsqlConnectionStringBuilder(database);
        if (Server.StartsWith("mongodb", StringComparison.Ordinal))
        {
            return new UriBuilder(Server) { Path = $"/{own.Database}" }.Uri.ToString();
        }

        own.SearchPath = Schema;
        return own.ConnectionString;
    }
}
