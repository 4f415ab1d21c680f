using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace LearningPlatform.Bench;

/// <summary>A test of single-choice questions.</summary>
internal sealed record ClassPaper(Guid Assessment, IReadOnlyList<(Guid Id, Guid Right, Guid Wrong)> Questions);

/// <summary>A course full of learners with progress, and a test that each of them has taken once.</summary>
internal static class ClassData
{
    private const int QuestionCount = 10;

    /// <summary>Learners with every state: not begun, on their way, stuck for weeks, done.</summary>
    private const string LearnersSql =
        """
        insert into enrollments (id, course_id, user_id, student_email, enrolled_at, created_at, updated_at)
        select gen_random_uuid(), $1, u.id, u.email, now() - interval '60 days', now(), now() from users u where u.id = any ($2)
        on conflict do nothing;
        """;

    private const string ProgressSql =
        """
        insert into course_progress (user_id, course_id, percentage, score, lessons_done, seconds_spent, last_activity_at, completed_at)
        select id, $1, n % 11 * 10, n % 97, n % 6, n * 60, now() - n % 40 * interval '1 day', case when n % 11 = 10 then now() end
        from unnest($2::uuid[]) with ordinality as u (id, n) where n % 5 > 0 on conflict do nothing
        """;

    private const string AttemptsSql =
        """
        insert into attempts (id, assessment_id, user_id, number, seed, started_at, sequence, submitted_at, submitted_by, max_points)
        select gen_random_uuid(), $1, id, 1, decode('0102030405060708', 'hex'), now() - interval '1 hour', 0, now(), 'learner', $3
        from unnest($2::uuid[]) as u (id)
        """;

    // A learner's strength and a question's difficulty decide, with some luck.
    private const string AnswersSql =
        """
        insert into attempt_questions (attempt_id, question_id, version, graded_version, position, points, fraction)
        select a.id, q.id, 1, 1, q.n, 1, (hashtext(a.user_id::text) % 100 + hashtext(a.id::text || q.id) % 60 > q.n * 8 - 60)::int
        from attempts a, unnest($2::uuid[]) with ordinality as q (id, n) where a.assessment_id = $1
        """;

    private const string ScoresSql =
        """
        update attempts a set points = s.points, score = round(100 * s.points / a.max_points, 2), scored_at = now()
        from (select attempt_id, sum(points * fraction) as points from attempt_questions group by 1) s
        where a.id = s.attempt_id and a.assessment_id = $1
        """;

    public static async Task<ClassPaper> LoadAsync(
        string connectionString, HttpClient teacher, Guid course, Guid[] users, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await ExecuteAsync(database, LearnersSql, cancellationToken, course, users);
        await ExecuteAsync(database, ProgressSql, cancellationToken, course, users);
        var paper = await PaperAsync(teacher, course, cancellationToken);
        await ExecuteAsync(database, AttemptsSql, cancellationToken, paper.Assessment, users, (decimal)QuestionCount);
        await ExecuteAsync(database, AnswersSql, cancellationToken, paper.Assessment, paper.Questions.Select(question => question.Id).ToArray());
        await ExecuteAsync(database, ScoresSql, cancellationToken, paper.Assessment);
        await ExecuteAsync(database, "vacuum analyze", cancellationToken);
        return paper;
    }

    private static async Task<ClassPaper> PaperAsync(HttpClient teacher, Guid course, CancellationToken cancellationToken)
    {
        var bank = await PostAsync(teacher, "question-banks", new { title = "Bank", course_id = course }, cancellationToken);
        var questions = new List<(Guid Id, Guid Right, Guid Wrong)>();
        for (var number = 0; number < QuestionCount; number++)
        {
            var (right, wrong) = (Guid.NewGuid(), Guid.NewGuid());
            var question = await PostAsync(teacher, $"question-banks/{bank}/questions", Question(number, right, wrong), cancellationToken);
            questions.Add((question, right, wrong));
        }

        var items = questions.Select(question => new { question_id = question.Id });
        return new(await PostAsync(teacher, "assessments", new { course_id = course, title = "Clusters", items }, cancellationToken), questions);
    }

    private static object Question(int number, Guid right, Guid wrong) => new
    {
        name = $"Question {number}",
        stem = new { text = $"Which pod goes first, in case {number}?" },
        body = new
        {
            kind = "single_choice",
            shuffle = true,
            options = new object[]
            {
                new { id = right, text = new { text = "The one with the higher priority." }, fraction = 1 },
                new { id = wrong, text = new { text = "The one that was created first." }, fraction = 0 },
                new { text = new { text = "The one with the larger requests." }, fraction = 0 },
            },
        },
        points = 1,
    };

    private static async Task<Guid> PostAsync(HttpClient teacher, string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await teacher.PostAsJsonAsync($"/api/v1/{path}", body, cancellationToken);
        var content = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(content).GetProperty("data").GetProperty("id").GetGuid()
            : throw new InvalidOperationException($"POST {path} was answered with {answer.StatusCode}: {content}");
    }

    private static async Task ExecuteAsync(
        NpgsqlDataSource database, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
