using Npgsql;

namespace LearningPlatform.Bench;

/// <summary>The rows that both sides work on.</summary>
internal sealed class BenchData
{
    /// <summary>Courses; the list's works see the newest 1,000 of them, a course that is read from the database is read once in a round.</summary>
    private const int CourseCount = 40_000;

    private const int UserCount = 1_000;
    private const int ModulesPerCourse = 2;
    private const int LessonsPerModule = 3;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Courses, newest first.</summary>
    public Guid[] Courses { get; } = [.. Enumerable.Range(0, CourseCount).Select(index => Guid.CreateVersion7(CreatedAt(index)))];

    public Guid[] Users { get; } = [.. Enumerable.Range(0, UserCount).Select(index => Guid.CreateVersion7(Start.AddSeconds(index)))];

    public static string EmailOf(int user) => $"student{user}@example.org";

    public static DateTimeOffset CreatedAt(int course) => Start.AddMinutes(CourseCount - course);

    /// <summary>Loads the rows into the migrated database and copies it for the bare program. Nobody else may be connected.</summary>
    public async Task LoadAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using (var connection = new NpgsqlConnection(connectionString + ";Pooling=false"))
        {
            await connection.OpenAsync(cancellationToken);
            await LoadUsersAsync(connection, cancellationToken);
            await LoadCoursesAsync(connection, cancellationToken);
            await LoadOutlinesAsync(connection, cancellationToken);
            await ExecuteAsync(connection, "vacuum analyze", cancellationToken);
        }

        var server = connectionString.Replace("Database=learning", "Database=postgres", StringComparison.Ordinal);
        await using var admin = new NpgsqlConnection(server + ";Pooling=false");
        await admin.OpenAsync(cancellationToken);
        await ExecuteAsync(admin, "create database bare template learning", cancellationToken);
        await ExecuteAsync(admin, "checkpoint", cancellationToken);
    }

    /// <summary>Enrols user n in course n, so that it can be refused.</summary>
    public async Task EnrollEverybodyAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            insert into enrollments (id, course_id, user_id, student_email, enrolled_at, created_at, updated_at)
            select gen_random_uuid(), pair.course, pair.person, u.email, now(), now(), now()
            from unnest($1, $2) as pair (person, course) join users u on u.id = pair.person
            on conflict do nothing
            """,
            connection);
        command.Parameters.Add(new() { Value = Users });
        command.Parameters.Add(new() { Value = Courses[..Users.Length] });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await ExecuteAsync(connection, "vacuum analyze enrollments", cancellationToken);
    }

    private async Task LoadUsersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy users (id, email, first_name, last_name, display_name, role, email_verified_at, created_at, updated_at) from stdin (format binary)
            """,
            cancellationToken);
        foreach (var (index, id) in Users.Index())
        {
            await copy.WriteRowAsync(
                cancellationToken, id, EmailOf(index), "Ada", $"Student {index}", $"Ada Student {index}", "student", Start, Start, Start);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task LoadCoursesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        string[] levels = ["beginner", "intermediate", "advanced"];
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy courses (id, title, description, difficulty, status, tags, skills, instructor_id, popularity, published_at, created_at, updated_at)
            from stdin (format binary)
            """,
            cancellationToken);
        foreach (var (index, id) in Courses.Index())
        {
            var at = CreatedAt(index);
            await copy.WriteRowAsync(
                cancellationToken,
                id,
                $"Operating clusters, part {index}",
                "Run clusters that survive upgrades, noisy neighbours and bad days.",
                levels[index % 3],
                "published",
                (string[])["kubernetes", "operations"],
                (string[])["cluster-operations"],
                Users[index % 20],
                index % 97,
                at,
                at,
                at);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task LoadOutlinesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var modules = Courses.SelectMany((course, index) => Enumerable.Range(0, ModulesPerCourse)
            .Select(position => (Id: Guid.CreateVersion7(CreatedAt(index)), Course: course, Position: position))).ToArray();
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy course_modules (id, course_id, title, description, position) from stdin (format binary)", cancellationToken))
        {
            foreach (var module in modules)
            {
                await copy.WriteRowAsync(
                    cancellationToken, module.Id, module.Course, $"Chapter {module.Position + 1}", "Where pods go and why.", module.Position);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using var lessons = await connection.BeginBinaryImportAsync(
            "copy lessons (id, module_id, title, kind, content, duration_minutes, position) from stdin (format binary)", cancellationToken);
        foreach (var module in modules)
        {
            for (var position = 0; position < LessonsPerModule; position++)
            {
                await lessons.WriteRowAsync(
                    cancellationToken, Guid.CreateVersion7(Start), module.Id, $"Lesson {position + 1}", "text", "Requests and limits.", 12, position);
            }
        }

        await lessons.CompleteAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
