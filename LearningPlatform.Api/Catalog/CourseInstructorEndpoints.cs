using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog.Authoring;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Catalog;

/// <summary>Who teaches a course beside its owner.</summary>
/// <param name="UserId">An instructor or an admin.</param>
public sealed record InstructorRequest(Guid? UserId);

internal sealed class InstructorRequestValidator : AbstractValidator<InstructorRequest>
{
    public InstructorRequestValidator() => RuleFor(request => request.UserId).NotNull();
}

/// <summary>Co-instructors: listed for the course's teachers, added and removed by its owner.</summary>
internal static class CourseInstructorEndpoints
{
    private const string Example =
        """
        {"items":[{"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","display_name":"Ada Lovelace","is_owner":true,
          "added_at":"2026-11-21T09:00:00.000000Z"}],"next_cursor":null}
        """;

    public static void MapCourseInstructors(this RouteGroupBuilder course)
    {
        course.MapGet("/instructors", ListAsync)
            .WithSummary("Who teaches the course")
            .WithResponseExample(Example);
        course.MapPost("/instructors", AddAsync)
            .WithSummary("Let an instructor teach the course")
            .WithDescription("For the owner. Co-instructors may do everything but delete the course and say who teaches it.")
            .Fails(404, "INSTRUCTOR_NOT_FOUND")
            .Fails(409, "NOT_AN_INSTRUCTOR", "TOO_MANY_INSTRUCTORS", "ALREADY_OWNER")
            .HonoursIdempotencyKey()
            .WithRequestExample("""{"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de002"}""")
            .WithResponseExample(Example);
        course.MapDelete("/instructors/{userId:guid}", RemoveAsync)
            .WithSummary("Take a co-instructor out")
            .WithDescription("For the owner; a co-instructor can leave by themselves.")
            .Fails(404, "INSTRUCTOR_NOT_FOUND");
    }

    private static async Task<Reply<Page<InstructorView>>> ListAsync(Guid id, HttpContext context, CoInstructors instructors) =>
        await instructors.ListAsync(id, context.User.Caller(), context.RequestAborted);

    private static async Task<Reply<Page<InstructorView>>> AddAsync(
        Guid id, InstructorRequest request, HttpContext context, CoInstructors instructors) =>
        await instructors.AddAsync(id, request.UserId!.Value, context.User.Caller(), AddressOf(context), context.RequestAborted)
            is { } failure
            ? failure
            : await instructors.ListAsync(id, context.User.Caller(), context.RequestAborted);

    private static async Task<NoContentReply> RemoveAsync(Guid id, Guid userId, HttpContext context, CoInstructors instructors) =>
        await instructors.RemoveAsync(id, userId, context.User.Caller(), AddressOf(context), context.RequestAborted);

    private static string? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();
}
