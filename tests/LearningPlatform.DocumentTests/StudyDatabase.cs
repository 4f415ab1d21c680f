using Npgsql;
using Xunit;

namespace LearningPlatform.DocumentTests;

/// <summary>A PostgreSQL of the tests' own.</summary>
[CollectionDefinition(nameof(StudyDatabase))]
public sealed class StudyDatabase : IAsyncLifetime, ICollectionFixture<StudyDatabase>
{
    public NpgsqlDataSource DataSource { get; private set; } = null!;

    public Task InitializeAsync()
    {
        DataSource = NpgsqlDataSource.Create(Environment.GetEnvironmentVariable("LEARNING_TEST_POSTGRES")!);
        return Task.CompletedTask;
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

    public async Task DisposeAsync() => await DataSource.DisposeAsync();
}
