using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Identity.Progress;

/// <summary>What somebody can do, by what they have completed.</summary>
/// <param name="Name">Lower-case, as courses name it.</param>
/// <param name="Points">See <see cref="Skills"/>.</param>
/// <param name="Level">beginner, intermediate, advanced or expert.</param>
/// <param name="UpdatedAt">When points were added last.</param>
public sealed record SkillView(string Name, int Points, string Level, DateTimeOffset UpdatedAt);

/// <summary>Points for skills: a completed course gives its skills 50, 100 or 150, by its difficulty.</summary>
public static class Skills
{
    /// <summary>The word for <paramref name="points"/>.</summary>
    public static string LevelOf(int points) => points switch
    {
        < 100 => "beginner",
        < 250 => "intermediate",
        < 500 => "advanced",
        _ => "expert",
    };

    /// <summary>Adds points in the transaction that <paramref name="db"/> has open; the caller sees to it that this happens once.</summary>
    public static async Task AddAsync(
        LearningDbContext db, Guid userId, IReadOnlyCollection<string> skills, int points, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(skills);
        ArgumentNullException.ThrowIfNull(time);
        var names = skills.Select(skill => skill.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into user_skills (user_id, name, points, updated_at)
            select u.id, name, {points}, {time.GetUtcNow()} from users u, unnest({names}) name where u.id = {userId}
            on conflict (user_id, name) do update set points = user_skills.points + excluded.points, updated_at = excluded.updated_at
            """,
            cancellationToken);
    }

    /// <summary>The strongest first.</summary>
    public static async Task<IReadOnlyList<SkillView>> ListAsync(
        NpgsqlDataSource database, Guid userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Command(
            "select name, points, updated_at from user_skills where user_id = $1 order by points desc, name limit 500", userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var skills = new List<SkillView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var points = reader.GetInt32(1);
            skills.Add(new(reader.GetString(0), points, LevelOf(points), reader.Time(2)));
        }

        return skills;
    }
}
