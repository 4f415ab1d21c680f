using LearningPlatform.Core.Documents;
using Npgsql;
using Shouldly;
using Xunit;

namespace LearningPlatform.DocumentTests;

/// <summary>The contract over PostgreSQL, and what only PostgreSQL has to show: its plans.</summary>
[Collection(nameof(StudyDatabase))]
public sealed class PostgresDocumentTests(StudyDatabase study) : DocumentContract
{
    [Fact]
    public async Task A_find_by_a_declared_path_reads_the_page_from_its_index()
    {
        var definition = Definition(StudyRoomJson.Default.StudyRoom, "name");
        var rooms = await ManyRoomsAsync(definition);

        await rooms.FindAsync(new(DocumentPattern.Of(new { name = "room 7" })) { Descending = true }, CancellationToken.None);

        (await ScansAsync($"{definition.Name}_by_name")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_find_by_any_other_pattern_uses_the_index_over_the_body()
    {
        var definition = Definition(StudyRoomJson.Default.StudyRoom);
        var rooms = await ManyRoomsAsync(definition);

        // Nobody's role: one of the few that ANALYZE keeps as examples would look common, and the planner may then rather walk the key.
        await rooms.FindAsync(new(DocumentPattern.Of(new { participants = new[] { new { role = "role 0" } } })), CancellationToken.None);

        (await ScansAsync($"{definition.Name}_body")).ShouldBeGreaterThan(0);
    }

    protected override IDocumentCollection<T> Open<T>(DocumentDefinition<T> definition) =>
        new PostgresDocumentCollection<T>(study.DataSource, definition);

    private async Task<IDocumentCollection<StudyRoom>> ManyRoomsAsync(DocumentDefinition<StudyRoom> definition)
    {
        var rooms = Open(definition);
        await rooms.InsertAsync(NewId(), Room("the first makes the table"), CancellationToken.None);
        await study.ExecuteAsync(
            $$"""
            insert into "{{definition.Name}}" (id, version, body)
            select gen_random_uuid(), 1, jsonb_build_object(
                'name', 'room ' || n % 10, 'owner_id', gen_random_uuid(), 'kind', 'Shared', 'created_at', now(),
                'participants', jsonb_build_array(jsonb_build_object('user_id', gen_random_uuid(), 'role', 'role ' || n, 'joined_at', now())))
            from generate_series(1, 20000) n;
            vacuum analyze "{{definition.Name}}";
            """);
        return rooms;
    }

    // Backends report their scans late; the one that served the find has done so once it is closed.
    private async Task<long> ScansAsync(string index)
    {
        study.DataSource.Clear();
        await using var other = NpgsqlDataSource.Create(study.ConnectionString);
        var deadline = DateTime.UtcNow.AddSeconds(20);
        var scans = 0L;
        while (scans == 0 && DateTime.UtcNow < deadline)
        {
            await using var command = other.CreateCommand("select idx_scan from pg_stat_user_indexes where indexrelname = $1");
            command.Parameters.Add(new() { Value = index });
            scans = (long)(await command.ExecuteScalarAsync())!;
        }

        return scans;
    }
}
