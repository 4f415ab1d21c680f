using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Npgsql;

namespace LearningPlatform.Api.Notifications;

/// <summary>Following an instructor: being told of their new courses.</summary>
internal static class FollowEndpoints
{
    private static readonly Failure NotFound = Failure.NotFound("INSTRUCTOR_NOT_FOUND", "There is no such instructor.");

    public static void MapFollowing(this IEndpointRouteBuilder v1)
    {
        var follow = v1.MapGroup("/instructors/{id:guid}/follow").WithTags("Notifications").RequireAuthorization(Policies.SignedIn);
        follow.MapPut("", FollowAsync).WithSummary("Be told of an instructor's new courses").Fails(404, NotFound.Code);
        follow.MapDelete("", UnfollowAsync).WithSummary("Be told no more");
    }

    private static async Task<NoContentReply> FollowAsync(
        Guid id, ClaimsPrincipal user, NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with instructor as (select id from users where id = $1 and role in ('instructor', 'admin')),
            followed as (
                insert into instructor_followers (instructor_id, user_id, followed_at) select id, $2, $3 from instructor
                on conflict do nothing)
            select exists (select from instructor)
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = user.Caller().UserId });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))! ? NoContentReply.Done : NotFound;
    }

    private static async Task<NoContentReply> UnfollowAsync(
        Guid id, ClaimsPrincipal user, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from instructor_followers where instructor_id = $1 and user_id = $2");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = user.Caller().UserId });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return NoContentReply.Done;
    }
}
