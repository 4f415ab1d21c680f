using System.Text.Json;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Banks;

/// <summary>A bank in a list.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="CourseId">Null for an instructor's own.</param>
/// <param name="OwnerId">Who made it.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Questions">How many it has.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Version">The ETag.</param>
public sealed record QuestionBankView(
    Guid Id, Guid? CourseId, Guid OwnerId, string Title, long Questions, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int Version)
    : IVersioned;

/// <summary>A question in a list.</summary>
public sealed record QuestionSummary(
    Guid Id, string Category, IReadOnlyList<string> Tags, string Kind, string Name, decimal Points, int Version, DateTimeOffset UpdatedAt);

/// <summary>A question in full, for its authors.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="BankId">Its bank.</param>
/// <param name="Category">A path.</param>
/// <param name="Version">Counts its edits; the ETag.</param>
/// <param name="Content">What is asked, and the answers.</param>
/// <param name="CreatedAt">When this version was written, UTC.</param>
public sealed record QuestionDetail(
    Guid Id, Guid BankId, string Category, int Version, Question Content, DateTimeOffset CreatedAt) : IVersioned;

/// <summary>How many questions a category has.</summary>
public sealed record CategoryView(string Category, long Questions);

/// <summary>Which questions a list is asked for; everything null is all of them.</summary>
/// <param name="Category">With everything below it.</param>
/// <param name="Tag">One of theirs.</param>
/// <param name="Kind">Their kind.</param>
/// <param name="Text">Within their name.</param>
/// <param name="Limit">1 to 100.</param>
/// <param name="After">Where the page before ended.</param>
public sealed record QuestionFilter(string? Category, string? Tag, string? Kind, string? Text, int Limit, Cursor? After);

/// <summary>Reads banks for those who may use them; who may is asked of <see cref="QuestionBanks"/> before.</summary>
public sealed class BankQueries(NpgsqlDataSource database)
{
    private const string BankColumns =
        """
        b.id, b.course_id, b.owner_id, b.title, (select count(*) from questions q where q.bank_id = b.id and q.removed_at is null),
        b.created_at, b.updated_at, b.version
        """;

    private const string ListSql =
        $"""
        select {BankColumns} from question_banks b
        where ($1::uuid is null and b.course_id is null and b.owner_id = $2 or b.course_id = $1) and ($3::uuid is null or b.id < $3)
        order by b.id desc limit $4
        """;

    private const string QuestionsSql =
        """
        select id, category, tags, kind, name, points, version, updated_at from questions
        where bank_id = $1 and removed_at is null
          and ($2::text is null or category = $2 or starts_with(category, $2 || '/'))
          and ($3::text is null or tags @> array[$3])
          and ($4::text is null or kind = $4)
          and ($5::text is null or position(lower($5) in lower(name)) > 0)
          and ($6::uuid is null or id > $6)
        order by id limit $7
        """;

    /// <summary>A course's banks, or without one those of <paramref name="ownerId"/>'s own; newest first.</summary>
    public async Task<Page<QuestionBankView>> ListAsync(
        Guid? courseId, Guid ownerId, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ListSql, courseId, ownerId, after?.Id, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<QuestionBankView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(ReadBank(reader));
        }

        return Page<QuestionBankView>.From(rows, limit, bank => Cursor.Encode("", bank.Id));
    }

    public async Task<QuestionBankView?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command($"select {BankColumns} from question_banks b where b.id = $1", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ReadBank(reader) : null;
    }

    /// <summary>Every category that has questions, by path.</summary>
    public async Task<CategoryView[]> CategoriesAsync(Guid bankId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select category, count(*) from questions where bank_id = $1 and removed_at is null group by category order by category",
            bankId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var categories = new List<CategoryView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            categories.Add(new(reader.GetString(0), reader.GetInt64(1)));
        }

        return [.. categories];
    }

    /// <summary>Oldest first.</summary>
    public async Task<Page<QuestionSummary>> QuestionsAsync(Guid bankId, QuestionFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var command = database.Command(
            QuestionsSql, bankId, filter.Category, filter.Tag, filter.Kind, filter.Text, filter.After?.Id, filter.Limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<QuestionSummary>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetFieldValue<string[]>(2),
                reader.GetString(3),
                reader.GetString(4),
                reader.GetDecimal(5),
                reader.GetInt32(6),
                reader.Time(7)));
        }

        return Page<QuestionSummary>.From(rows, filter.Limit, question => Cursor.Encode("", question.Id));
    }

    /// <summary>A question at its newest version, or at an older one.</summary>
    public async Task<QuestionDetail?> QuestionAsync(Guid id, int? version, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select q.id, q.bank_id, q.category, v.version, v.content::text, v.created_at
            from questions q join question_versions v on v.question_id = q.id and v.version = coalesce($2::int, q.version) where q.id = $1
            """,
            id,
            version);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetString(2),
                reader.GetInt32(3),
                JsonSerializer.Deserialize(reader.GetString(4), QuestionJson.Default.Question)!,
                reader.Time(5))
            : null;
    }

    private static QuestionBankView ReadBank(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.Maybe<Guid?>(1),
        reader.GetGuid(2),
        reader.GetString(3),
        reader.GetInt64(4),
        reader.Time(5),
        reader.Time(6),
        reader.GetInt32(7));
}
