using LearningPlatform.Core.Identity.Personal;
using Npgsql;

namespace LearningPlatform.Core.Learning;

/// <summary>Somebody who leaves gives their seats back.</summary>
public sealed class LearningPersonalData : IPersonalData
{
    public string Name => "learning";

    public async Task EraseAsync(
        Guid userId, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            with gone as (delete from enrollments where user_id = $1 returning course_id)
            update courses set seats_taken = seats_taken - 1 from gone where courses.id = gone.course_id and capacity is not null
            """,
            connection,
            transaction)
        {
            Parameters = { new() { Value = userId } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
