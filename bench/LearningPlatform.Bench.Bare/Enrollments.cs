using Npgsql;

namespace LearningPlatform.Bench.Bare;

/// <summary>Enrols in one statement; the unique index refuses the second time. No seats, no events, no reasons.</summary>
internal sealed class Enrollments(NpgsqlDataSource database, Tokens tokens)
{
    public async Task EnrollAsync(HttpContext context, string course)
    {
        if (tokens.UserOf(context.Request.Headers.Authorization) is not { } userId || !Guid.TryParse(course, out var courseId))
        {
            await Answer.FailAsync(context, StatusCodes.Status401Unauthorized, "UNAUTHENTICATED");
            return;
        }

        var now = DateTime.UtcNow;
        var id = Guid.CreateVersion7();
        await using var command = database.CreateCommand(
            """
            insert into enrollments (id, course_id, user_id, student_email, enrolled_at, created_at, updated_at)
            select $1, c.id, u.id, u.email, $4, $4, $4 from courses c, users u
            where c.id = $2 and c.status = 'published' and u.id = $3
            on conflict do nothing returning student_email
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = courseId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = userId });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now });
        if (await command.ExecuteScalarAsync() is not string email)
        {
            await Answer.FailAsync(context, StatusCodes.Status409Conflict, "ALREADY_ENROLLED");
            return;
        }

        context.Response.Headers.Location = $"/enroll/{courseId}";
        await Answer.SendAsync(
            context, StatusCodes.Status201Created, new Enrollment(id, courseId, userId, email, now, now, now), Shapes.Default.Enrollment);
    }
}
