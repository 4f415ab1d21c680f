using System.Data.Common;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server. <c>Host=…;Port=…;Username=postgres;Password=…</c></summary>
public class PostgresServerResource(string name, ParameterResource? userName, ParameterResource password)
    : Resource(name), IResourceWithConnectionString, IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal const string PrimaryEndpointName = "tcp";

    private readonly Dictionary<string, string> _databases = new(StringComparer.OrdinalIgnoreCase);

    public EndpointReference PrimaryEndpoint => new(this, PrimaryEndpointName);

    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    public ParameterResource? UserNameParameter { get; set; } = userName;

    public ReferenceExpression UserNameReference =>
        UserNameParameter is null ? ReferenceExpression.Create($"postgres") : ReferenceExpression.Create($"{UserNameParameter}");

    public ParameterResource PasswordParameter { get; set; } = password;

    /// <summary>Resource name → database name.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"Host={Host};Port={Port};Username={UserNameReference};Password={PasswordParameter}");

    public ReferenceExpression UriExpression => UriOf(database: null);

    internal void AddDatabase(string name, string databaseName) => _databases.Add(name, databaseName);

    internal ReferenceExpression UriOf(string? database)
    {
        var uri = new ReferenceExpressionBuilder();
        uri.AppendLiteral("postgresql://");
        if (UserNameParameter is null)
        {
            uri.AppendLiteral("postgres");
        }
        else
        {
            uri.Append($"{UserNameParameter:uri}");
        }

        uri.Append($":{PasswordParameter:uri}@{Host}:{Port}");
        if (database is not null)
        {
            uri.Append($"/{database:uri}");
        }

        return uri.Build();
    }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() => Properties(database: null);

    internal IEnumerable<KeyValuePair<string, ReferenceExpression>> Properties(string? database)
    {
        yield return new("Host", ReferenceExpression.Create($"{Host}"));
        yield return new("Port", ReferenceExpression.Create($"{Port}"));
        yield return new("Username", UserNameReference);
        yield return new("Password", ReferenceExpression.Create($"{PasswordParameter}"));
        yield return new("Uri", UriOf(database));
        yield return new("JdbcConnectionString", database is null
            ? ReferenceExpression.Create($"jdbc:postgresql://{Host}:{Port}")
            : ReferenceExpression.Create($"jdbc:postgresql://{Host}:{Port}/{database:uri}"));
    }
}

/// <summary>A database of a PostgreSQL server; created when the server does not have it.</summary>
public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    public PostgresServerResource Parent { get; } = postgresParentResource;

    public string DatabaseName { get; } = databaseName;

    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var database = new DbConnectionStringBuilder { ["Database"] = DatabaseName };
            return ReferenceExpression.Create($"{Parent};{database.ConnectionString}");
        }
    }

    public ReferenceExpression UriExpression => Parent.UriOf(DatabaseName);

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
        [.. Parent.Properties(DatabaseName), new("DatabaseName", ReferenceExpression.Create($"{DatabaseName}"))];
}
