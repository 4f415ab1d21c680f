using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace LearningPlatform.Core.Catalog;

/// <summary>
/// The courses that a first development run starts with, from the JSON files beside this one. By plain SQL: a start that needs no EF
/// leaves the idle process a good deal smaller.
/// </summary>
public sealed class SampleCourses(NpgsqlDataSource database, TimeProvider time)
{
    private const string Prefix = "Samples/";

    /// <summary>Adds them all in one transaction when there is no course yet; the first admin becomes their instructor.</summary>
    /// <returns>How many were added.</returns>
    public async Task<int> LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Replicas that start together: the second one waits here and then finds the courses.
        await using var owner = new NpgsqlCommand(
            """
            lock table courses in share row exclusive mode;
            select id from users where role = 'admin' and not exists (select from courses) order by id limit 1
            """,
            connection);
        if (await owner.ExecuteScalarAsync(cancellationToken) is not Guid ownerId)
        {
            return 0;
        }

        var now = time.GetUtcNow();
        var count = 0;
        await using var batch = new NpgsqlBatch(connection);
        await foreach (var sample in ReadAsync(cancellationToken))
        {
            // A second apart, so that newest-first shows them in a stable order.
            AddCourse(batch, sample, ownerId, now.AddSeconds(-count++));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return count;
    }

    private static async IAsyncEnumerable<SampleCourse> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            await using var stream = assembly.GetManifestResourceStream(name)!;
            yield return (await JsonSerializer.DeserializeAsync(stream, SampleJson.Default.SampleCourse, cancellationToken))!;
        }
    }

    private static void AddCourse(NpgsqlBatch batch, SampleCourse sample, Guid ownerId, DateTimeOffset at)
    {
        var id = OrderedId.At(at);
        Add(
            batch,
            """
            insert into courses (id, title, description, difficulty, status, tags, skills, instructor_id, published_at, created_at, updated_at)
            values ($1, $2, $3, $4, 'published', $5, $6, $7, $8, $8, $8)
            """,
            id, sample.Title, sample.Description, sample.Difficulty, sample.Tags, sample.Skills, ownerId, at);
        foreach (var (position, module) in sample.Modules.Index())
        {
            var moduleId = OrderedId.At(at);
            Add(
                batch,
                "insert into course_modules (id, course_id, title, description, position) values ($1, $2, $3, $4, $5)",
                moduleId, id, module.Title, module.Description, position);
            foreach (var (order, lesson) in module.Lessons.Index())
            {
                Add(
                    batch,
                    "insert into lessons (id, module_id, title, kind, content, duration_minutes, position) values ($1, $2, $3, $4, $5, $6, $7)",
                    OrderedId.At(at), moduleId, lesson.Title, lesson.Kind, lesson.Content, lesson.DurationMinutes, order);
            }
        }
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}

internal sealed record SampleCourse(
    string Title, string Description, string Difficulty, string[] Tags, string[] Skills, SampleModule[] Modules);

internal sealed record SampleModule(string Title, string Description, SampleLesson[] Lessons);

internal sealed record SampleLesson(string Title, string Kind, string Content, int DurationMinutes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SampleCourse))]
internal sealed partial class SampleJson : JsonSerializerContext;
