using Npgsql;
using Xunit;

namespace LearningPlatform.DocumentTests;

/// <summary>A PostgreSQL server of the tests' own, started by the engine's testing host.</summary>
[CollectionDefinition(nameof(StudyDatabase))]
public sealed class StudyDatabase : IAsyncLifetime, ICollectionFixture<StudyDatabase>
{
    private const string Database = "study";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create();

    public NpgsqlDataSource DataSource { get; private set; } = null!;

    /// <summary>With its password, which the data source doesn't give away.</summary>
    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        _builder.AddPostgres("postgres").AddDatabase(Database);
        var app = await _builder.BuildAsync(timeout.Token);
        await app.StartAsync(timeout.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync(Database, timeout.Token);
        ConnectionString = (await app.GetConnectionStringAsync(Database, timeout.Token))!;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public async Task ExecuteAsync(string sql)
    {
        // One statement at a time: VACUUM refuses to run inside the transaction that a batch is.
        foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = DataSource.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (DataSource is not null)
        {
            await DataSource.DisposeAsync();
        }

        await _builder.DisposeAsync();
    }
}
