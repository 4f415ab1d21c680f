using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Markup;
using Npgsql;

namespace LearningPlatform.Core.Catalog.Announcements;

/// <summary>An announcement as a course's people read it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="CourseId">The course.</param>
/// <param name="AuthorId">Who wrote it; null for who has left.</param>
/// <param name="AuthorName">Their display name.</param>
/// <param name="Title">Plain text.</param>
/// <param name="Body">Markdown, as it was written.</param>
/// <param name="Html">The body as HTML without anything that could run.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Version">Counts the changes; the ETag.</param>
public sealed record AnnouncementView(
    Guid Id,
    Guid CourseId,
    Guid? AuthorId,
    string? AuthorName,
    string Title,
    string Body,
    string Html,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version) : IVersioned;

/// <summary>Reads announcements. Who may read is for the caller to decide, before.</summary>
public sealed class AnnouncementQueries(NpgsqlDataSource database)
{
    private const string Select =
        """
        select a.id, a.course_id, a.author_id, u.display_name, a.title, a.body, a.created_at, a.updated_at, a.version
        from course_announcements a left join users u on u.id = a.author_id
        """;

    /// <summary>Newest first.</summary>
    public async Task<Page<AnnouncementView>> ListAsync(Guid courseId, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"{Select} where a.course_id = $1 and ($2::uuid is null or a.id < $2) order by a.id desc limit $3",
            courseId, after?.Id, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<AnnouncementView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Read(reader));
        }

        return Page<AnnouncementView>.From(rows, limit, announcement => Cursor.Encode("", announcement.Id));
    }

    public async Task<Outcome<AnnouncementView>> FindAsync(Guid courseId, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command($"{Select} where a.course_id = $1 and a.id = $2", courseId, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : CourseAnnouncements.NotFound;
    }

    private static AnnouncementView Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetGuid(1),
        reader.IsDBNull(2) ? null : reader.GetGuid(2),
        reader.Maybe<string>(3),
        reader.GetString(4),
        reader.GetString(5),
        SafeHtml.FromMarkdown(reader.GetString(5)),
        reader.Time(6),
        reader.Time(7),
        reader.GetInt32(8));
}
