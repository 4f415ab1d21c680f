using System.Text.Json.Nodes;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Personal;
using Npgsql;

namespace LearningPlatform.Core.Assessments;

/// <summary>What somebody has answered. Their attempts' rows name them; those of the single answers hang on the attempts.</summary>
public sealed class AssessmentsPersonalData(NpgsqlDataSource database) : IPersonalData
{
    public string Name => "assessments";

    public async Task<JsonNode?> ExportAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select jsonb_agg(jsonb_build_object('attempt_id', q.attempt_id, 'question_id', q.question_id, 'answer', q.answer)
                order by q.attempt_id)::text
            from attempts a join attempt_questions q on q.attempt_id = a.id where a.user_id = $1 and q.answer is not null
            """,
            userId);
        return await command.ExecuteScalarAsync(cancellationToken) is string answers ? JsonNode.Parse(answers) : null;
    }
}
